/** Settings of running servers, which answer them as `key=value` lines and take new ones while they run. */
import type {Cluster} from '../cluster/cluster.js'
import {DecodeError, MqError, UsageError} from '../errors.js'
import {requests} from '../protocol/index.js'
import {type Infer, int, map, object, optional, str} from '../schema.js'

export const serverSetting = object('ServerSetting', {address: str(), key: str(), value: str()})
export type ServerSetting = Infer<typeof serverSetting>

export const brokerSetting = object('BrokerSetting', {
  broker: optional(str()),
  /** 0 is the master; missing where the broker was named by its address. */
  id: optional(int()),
  ...serverSetting.shape,
})
export type BrokerSetting = Infer<typeof brokerSetting>

/** The one setting to change, by its key. */
export const settingState = map(str())
export type SettingState = Infer<typeof settingState>

export interface SettingEdit {
  key: string
  value: string
}

const configRequests = {broker: requests.getBrokerConfig, 'name server': requests.getNamesrvConfig} as const

/** All settings of a server, in the order of its answer. One that answers with none did not answer: each has dozens. */
export async function settingsAt(
  cluster: Cluster,
  role: keyof typeof configRequests,
  address: string,
): Promise<Map<string, string>> {
  const request = configRequests[role]
  const {body} = await cluster.invoke(address, request, {})
  if (body.size > 0) return body
  throw new DecodeError('the answer holds no setting', {facts: {address, role, request: request.name, phase: 'decode'}})
}

/** Keys that no server lets be changed while it runs, whatever its `configBlackList` says. Servers below 4.9.8 have no such list. */
export const fixedSettings = {
  broker: ['configBlackList', 'brokerConfigPath', 'rocketmqHome'],
  nameServer: ['configBlackList', 'configStorePath', 'kvConfigPath', 'rocketmqHome'],
  controller: ['configBlackList', 'configStorePath'],
} as const

/** The state before and after an edit. Java servers take a key they do not have, answer with success and forget it. */
export function settingChange(
  settings: ReadonlyMap<string, string>,
  {key, value}: SettingEdit,
  fixed: readonly string[],
): {before: SettingState; after: SettingState} {
  const blackList = [...fixed, ...(settings.get('configBlackList') ?? '').split(';')]
  if (blackList.includes(key))
    throw new MqError('SERVER_REFUSED', `${key} may not be changed while the server runs: it is on its black list`, {
      hint: 'change it in the file the server starts from, and start it again',
      facts: {key},
    })
  const current = settings.get(key)
  // Boolean.parseBoolean of the server makes false of a typing error
  if (current !== undefined && isBoolean(current) && !isBoolean(value))
    throw new UsageError(`${key} is true or false, not '${value}'`)
  if (current === undefined) return {before: new Map(), after: new Map([[key, shownSetting(key, value)]])}
  const before = shownSetting(key, current)
  const kept = comparable(current) === comparable(value)
  const after = kept ? before : before !== current || isSecret(key) ? '*** (new)' : value
  return {before: new Map([[key, before]]), after: new Map([[key, after]])}
}

/** A setting as it may be shown: credentials are hidden. */
export const shownSetting = (key: string, value: string): string => (value !== '' && isSecret(key) ? '***' : value)

const isSecret = (key: string): boolean => /password|secret|credentials|authenticationUser/i.test(key)

const isBoolean = (text: string): boolean => /^(true|false)$/i.test(text)

/** Java prints numbers and truth values back in its own way. */
function comparable(value: string): string {
  const text = value.trim()
  if (isBoolean(text)) return text.toLowerCase()
  if (/^[-+]?\d+$/.test(text)) return String(BigInt(text.replace('+', '')))
  return /^[-+]?\d*\.\d+$/.test(text) ? String(Number(text)) : text
}
