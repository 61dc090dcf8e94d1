/** Key-value configuration (100 to 102, 219) and the server's own settings (318, 319). */
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import type {NameServerHandlers, NameServerState} from '../name-server.js'

export const configHandlers = ({kv, settings, saveSettings, log}: NameServerState): NameServerHandlers => ({
  async putKvConfig({namespace, key, value}) {
    await kv.put(namespace, key, value)
    return {}
  },

  getKvConfig({namespace, key}) {
    const value = kv.get(namespace, key)
    if (value === undefined)
      throw new Refusal(responseCode.QUERY_NOT_FOUND, `No config item, Namespace: ${namespace} Key: ${key}`)
    return {value}
  },

  async deleteKvConfig({namespace, key}) {
    await kv.delete(namespace, key)
    return {}
  },

  getKvlistByNamespace({namespace}) {
    const table = kv.namespace(namespace)
    if (!table) throw new Refusal(responseCode.QUERY_NOT_FOUND, `No config item, Namespace: ${namespace}`)
    return {body: {table}}
  },

  getNamesrvConfig: () => ({body: settings.print()}),

  async updateNamesrvConfig({body}) {
    const forbidden = new Set([...settings.values.configBlackList.split(';'), 'configBlackList', 'rocketmqHome'])
    if ([...body.keys()].some(key => forbidden.has(key)))
      throw new Refusal(responseCode.NO_PERMISSION, 'Can not update config in black list.')
    const {changed, unknown} = settings.change(body)
    if (unknown.length > 0) log.warn(`settings that this server does not have: ${unknown.join(', ')}`)
    if (changed.length > 0) {
      log.info(`settings changed: ${changed.map(key => `${key}=${body.get(key)}`).join(', ')}`)
      await saveSettings(changed)
    }
    return {}
  },
})
