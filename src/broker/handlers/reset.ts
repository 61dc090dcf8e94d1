/** Moving a group: 222, and asking its clients where they are: 223. */

import type {MessageQueue} from '../../protocol/bodies/queue.js'
import {languages, onewayFlag} from '../../protocol/frame.js'
import {requests} from '../../protocol/index.js'
import type {Args} from '../../protocol/request.js'
import {decodeReply} from '../../protocol/request.js'
import type {invokeBrokerToResetOffset} from '../../protocol/requests/offset.js'
import {responseCode} from '../../protocol/response-code.js'
import {type Caller, Refusal, requestFrame} from '../../remoting/dispatcher.js'
import {type BrokerHandlers, type BrokerState, brokerVersion} from '../broker-state.js'

type ResetArgs = Args<typeof invokeBrokerToResetOffset>
type OffsetPairs = [MessageQueue, number][]

/** The first release whose consumers can be moved and asked (V3_0_7_SNAPSHOT). */
const canBeAsked = 28
const statusTimeoutMs = 5000

export const resetHandlers = (state: BrokerState): BrokerHandlers => ({
  async invokeBrokerToResetOffset(args, caller) {
    const offsetTable = state.settings.values.useServerSideResetOffset
      ? await resetHere(state, args)
      : await resetAtClients(state, args, caller)
    return {body: {offsetTable}}
  },

  async invokeBrokerToGetConsumerStatus({topic, group, clientAddr}) {
    const channels = [...(state.consumers.get(group)?.channels.values() ?? [])]
    if (channels.length === 0)
      throw new Refusal(responseCode.SYSTEM_ERROR, `No Any Consumer online in the consumer group: [${group}]`)
    const consumerTable = new Map<string, OffsetPairs>()
    for (const {connection, clientId, version} of channels) {
      if (version < canBeAsked)
        throw new Refusal(responseCode.SYSTEM_ERROR, `the client does not support this feature. version=${version}`)
      if (clientAddr && clientAddr !== clientId) continue
      const request = requests.getConsumerStatusFromClient
      const reply = await connection.call(requestFrame(request, {topic, group}, brokerVersion), statusTimeoutMs)
      if (reply.code === responseCode.SUCCESS)
        consumerTable.set(clientId, decodeReply(request, reply).body.messageQueueTable)
    }
    return {body: {messageQueueTable: [], consumerTable}}
  },
})

/** As 5.x: stored offsets move now, a running consumer with its next pull. */
async function resetHere(state: BrokerState, args: ResetArgs): Promise<OffsetPairs> {
  const {topics, groups, store, offsets, identity} = state
  const {topic, group, timestamp} = args
  const config = topics.get(topic)
  if (!config) throw new Refusal(responseCode.TOPIC_NOT_EXIST, `Topic ${topic} does not exist`)
  if (!groups.get(group)) throw new Refusal(responseCode.SUBSCRIPTION_GROUP_NOT_EXIST, `Group ${group} does not exist`)
  const only = args.queueId ?? -1
  const queueIds = only >= 0 ? [only] : Array.from({length: config.readQueueNums}, (_, queueId) => queueId)
  const table: OffsetPairs = []
  for (const queueId of queueIds) {
    let offset: number
    if (only >= 0 && args.offset !== undefined && args.offset !== -1) {
      const [min, max] = [store.minOffset(topic, queueId), store.maxOffset(topic, queueId)]
      if (args.offset < min || args.offset > max + 1)
        throw new Refusal(
          responseCode.SYSTEM_ERROR,
          `Target offset ${args.offset} not in consume queue range [${min}-${max}]`,
        )
      offset = args.offset
    } else
      offset = timestamp < 0 ? store.maxOffset(topic, queueId) : await store.offsetByTime(topic, queueId, timestamp)
    table.push([{topic, brokerName: identity.name, queueId}, offset])
  }
  for (const [{queueId}, offset] of table) {
    offsets.reset(group, topic, queueId, offset)
    state.pulls.wakeQueue(topic, queueId)
  }
  return table
}

/** As 4.9: the running clients are told to move. */
async function resetAtClients(state: BrokerState, args: ResetArgs, caller: Caller): Promise<OffsetPairs> {
  const {topics, store, offsets, identity, consumers} = state
  const {topic, group, timestamp} = args
  const config = topics.get(topic)
  if (!config)
    throw new Refusal(
      responseCode.TOPIC_NOT_EXIST,
      `[reset-offset] reset offset failed, no topic in this broker. topic=${topic}`,
    )
  const table: OffsetPairs = []
  for (let queueId = 0; queueId < config.writeQueueNums; queueId++) {
    const stored = offsets.get(group, topic, queueId)
    if (stored === undefined) throw new Refusal(responseCode.SYSTEM_ERROR, `THe consumer group <${group}> not exist`)
    const found =
      timestamp === -1 ? store.maxOffset(topic, queueId) : await store.offsetByTime(topic, queueId, timestamp)
    const offset = Math.max(0, found)
    table.push([{topic, brokerName: identity.name, queueId}, args.isForce || offset < stored ? offset : stored])
  }
  const channels = [...(consumers.get(group)?.channels.values() ?? [])]
  if (channels.length === 0)
    throw new Refusal(
      responseCode.CONSUMER_NOT_ONLINE,
      `Consumer not online, so can not reset offset, Group: ${group} Topic: ${topic} Timestamp: ${timestamp}`,
    )
  const tooOld = channels.find(({version}) => version < canBeAsked)
  if (tooOld)
    throw new Refusal(responseCode.SYSTEM_ERROR, `the client does not support this feature. version=${tooOld.version}`)
  const request = requests.resetConsumerClientOffset
  const frame = requestFrame(
    request,
    {topic, group, timestamp, isForce: args.isForce, body: {offsetTable: table}},
    brokerVersion,
  )
  const body = languages[caller.language] === 'CPP' ? listBody(table) : frame.body
  await Promise.all(channels.map(({connection}) => connection.send({...frame, flag: frame.flag | onewayFlag, body})))
  return table
}

/** The C++ client takes a list instead of a map with keys that are objects (Java `ResetOffsetBodyForC`). */
const listBody = (table: OffsetPairs): Buffer =>
  Buffer.from(JSON.stringify({offsetTable: table.map(([queue, offset]) => ({...queue, offset}))}))
