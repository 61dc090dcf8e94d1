/** Settings as `getBrokerConfig`, `getNamesrvConfig` and `getControllerConfig` print them. */
import {lines} from './classic.js'
import {javaConcurrentHashOrder} from './java-order.js'

interface Setting {
  key: string
  value: string
}

const settingLine = lines<Setting>('%-50s=  %s%n', ({key, value}) => [key, value])

/** In the order of `java.util.Properties`, given in the order of the server's answer. */
export function javaSettings(settings: readonly Setting[]): string {
  const byKey = new Map(settings.map(setting => [setting.key, setting]))
  return settingLine(javaConcurrentHashOrder(byKey.keys(), {capacity: 8}).map(key => byKey.get(key) as Setting))
}
