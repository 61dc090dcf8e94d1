/** Each effective setting with its origin, for `context show`. Never a secret. */
import {type Infer, object, str} from '../../schema.js'
import {formatDuration} from '../duration.js'
import type {SourcedCredentials} from './credentials.js'
import {placeLabel} from './place.js'
import {leading, type Places} from './places.js'
import {insecureTls} from './tls.js'
import {defaultTimeoutMs, type Layer, pick, type Sourced} from './values.js'

export const shownSetting = object('ShownSetting', {setting: str(), value: str(), origin: str()})
export type ShownSetting = Infer<typeof shownSetting>

/** The same length whatever the secret is. */
const mask = '********'

interface Combined {
  layers: readonly Layer[]
  nameServers: Sourced<readonly string[]>
  credentials: SourcedCredentials | undefined
  places: Places | undefined
}

export function describeSettings({layers, nameServers, credentials, places}: Combined): ShownSetting[] {
  const shown: ShownSetting[] = []
  const show = <T>(setting: string, found: Sourced<T> | undefined, text: (value: T) => string, otherwise: string) =>
    shown.push({setting, value: found ? text(found.value) : otherwise, origin: found?.origin ?? 'default'})
  const same = (value: string) => value
  const hidden = () => mask
  const chosen = places && leading(places.reach)
  shown.push({setting: 'context', value: chosen?.name ?? '', origin: chosen?.chosenBy ?? 'default'})
  show('nameServers', nameServers, list => list.join(';'), '')
  show('accessKey', credentials?.accessKey, same, '')
  show('secretKey', credentials?.secretKey, hidden, '')
  if (credentials?.securityToken) show('securityToken', credentials.securityToken, hidden, '')
  const tls = pick('tls', layers)
  show('tls', tls, String, 'false')
  if (tls?.value) {
    const insecure = insecureTls(layers)
    const files = {
      'tls.ca': 'tlsCa',
      'tls.cert': 'tlsCert',
      'tls.key': 'tlsKey',
      'tls.serverName': 'tlsServerName',
    } as const
    for (const [setting, name] of Object.entries(files)) {
      const found = pick(name, layers)
      if (found) show(setting, found, same, '')
    }
    if (insecure) show('tls.insecure', insecure, String, 'false')
  }
  show('brokerMap', pick('brokerMap', layers), same, '')
  show('output', pick('output', layers), same, '')
  show('timeout', pick('timeoutMs', layers), formatDuration, formatDuration(defaultTimeoutMs))
  show('requestTimeout', pick('requestTimeoutMs', layers), formatDuration, '')
  show('zone', pick('zone', layers), same, 'local')
  for (const guard of ['readOnly', 'protected'] as const) {
    const says = places?.reach.find(place => place[guard])
    shown.push({setting: guard, value: String(says !== undefined), origin: says ? placeLabel(says) : 'default'})
  }
  return shown
}
