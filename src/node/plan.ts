/** What a start would write and run, as rows for people. */
import {about, type Infer, object, optional, str} from '../schema.js'
import type {Launch} from './engine.js'
import type {GeneratedFile} from './generated-file.js'
import type {Security} from './security.js'

export const plannedSetting = object('PlannedSetting', {
  process: about(optional(str()), 'none: a file that all have'),
  file: about(optional(str()), 'where it is kept; none for servers that are told without a file'),
  setting: about(optional(str()), 'none: a file that holds no settings'),
  value: optional(str()),
})
export type PlannedSetting = Infer<typeof plannedSetting>

const hidden = '***'

export function plannedSettings(
  launches: readonly Launch[],
  files: readonly GeneratedFile[],
  {accounts}: Security,
): PlannedSetting[] {
  const secrets = accounts ? [accounts.admin.secretKey, accounts.inner.secretKey] : []
  const shown = (text: string) => secrets.reduce((value, secret) => value.replaceAll(secret, hidden), text)
  const result: PlannedSetting[] = []
  const said = new Set<string>()
  for (const {id, command, args, settings} of launches) {
    result.push({process: id, setting: 'command', value: [command, ...args].join(' ')})
    for (const {file, values} of settings) {
      if (file !== undefined && said.has(file)) continue
      if (file !== undefined) said.add(file)
      for (const [setting, value] of values)
        result.push({process: id, ...(file !== undefined && {file}), setting, value: shown(value)})
    }
  }
  const rest = new Set(files.map(({path}) => path).filter(path => !said.has(path)))
  return [...result, ...[...rest].map(file => ({file}))]
}
