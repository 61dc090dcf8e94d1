/** The broker itself: 25, 26, 28, 315, 907, and cleaning up: 306, 329. */
import type {BrokerStatsData} from '../../protocol/bodies/broker.js'
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import type {BrokerHandlers, BrokerState} from '../broker-state.js'
import {runtimeInfo} from '../runtime-info.js'

/** Java refuses these whatever the list says. */
const neverChanged = ['configBlackList', 'brokerConfigPath', 'rocketmqHome']

export const brokerHandlers = (state: BrokerState): BrokerHandlers => {
  const {settings, log, stats, store, topics} = state
  return {
    getBrokerConfig: () => ({version: JSON.stringify(settings.version), body: settings.print()}),

    async updateBrokerConfig({body}) {
      const forbidden = new Set([...settings.values.configBlackList.split(';'), ...neverChanged])
      if ([...body.keys()].some(key => forbidden.has(key)))
        throw new Refusal(responseCode.NO_PERMISSION, 'Can not update config in black list.')
      const {changed, unknown} = settings.change(body)
      if (unknown.length > 0) log.warn(`settings that this broker does not have: ${unknown.join(', ')}`)
      if (changed.length === 0) return {}
      for (const key of changed) {
        const live = settings.table[key as keyof typeof settings.table].live
        log.info(`setting changed: ${key}=${body.get(key)}${live ? '' : ' (from the next start on)'}`)
      }
      await state.saveSettings(changed)
      if (changed.includes('brokerPermission')) await topics.touch()
      if (changed.includes('namesrvAddr')) state.register()
      return {}
    },

    getBrokerRuntimeInfo: async () => ({body: {table: await runtimeInfo(state)}}),

    viewBrokerStatsData({statsName, statsKey}) {
      const found = stats.view(statsName, statsKey)
      if (!found) throw new Refusal(responseCode.SYSTEM_ERROR, `The stats <${statsName}> <${statsKey}> not exist`)
      const body: BrokerStatsData = {statsMinute: found.minute, statsHour: found.hour, statsDay: found.day}
      return {body}
    },

    /** A master without slaves. */
    getBrokerHaStatus: () => ({
      body: {
        master: true,
        masterCommitLogMaxOffset: store.stats().commitLogMaxOffset,
        inSyncSlaveNums: 0,
        haConnectionInfo: [],
        haClientRuntimeInfo: {
          transferredByteInSecond: 0,
          maxOffset: 0,
          lastReadTimestamp: 0,
          lastWriteTimestamp: 0,
          masterFlushOffset: 0,
        },
      },
    }),

    async cleanExpiredConsumequeue() {
      for (const {topic, queueId} of await store.cleanExpiredQueues())
        log.info(`queue ${queueId}@${topic} is cleaned away`)
      return {}
    },

    async deleteExpiredCommitlog() {
      const count = await store.deleteExpired({now: true})
      log.info(`${count} expired commit log files are deleted`)
      return {}
    },
  }
}
