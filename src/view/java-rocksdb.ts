/** What Java's mqadmin 5.5.0 prints of settings in RocksDB. Values keep their order and digits: they are parsed and printed again. */
import {Entries} from '../schema.js'
import {javaJson, relaidJson, Verbatim} from './java-json.js'
import {javaConcurrentHashOrder, javaHashOrder} from './java-order.js'
import {javaString} from './java-text.js'

interface Setting {
  readonly key: string
  readonly text: string
  /** Of offsets a Map from queue to offset. */
  readonly value: unknown
}

interface Table {
  readonly name: string
  readonly settings: readonly Setting[]
  /** JSON text. */
  readonly version: string | undefined
  readonly versionParts: readonly Setting[]
}

/** exportMetadataInRocksDB */
export const storedLines = (settings: readonly Setting[]): string =>
  settings.map(({key, text}, index) => line(index + 1, key, text)).join('')

/** exportMetadataInRocksDB -j true: a map of maps. */
export function storedMap({name, settings}: Table): string {
  const byKey = new Map(settings.map(setting => [setting.key, setting]))
  const inOrder = javaHashOrder(byKey.keys()).map(key => byKey.get(key) as Setting)
  return `${javaJson(new Map([[name, tableOf(inOrder)]]))}\n`
}

/** rocksDBConfigToJson: also what it writes to a file. */
export const storedJson = (table: Table): string => javaJson(new Map(partsOf(table)))

function partsOf({name, settings, version}: Table): [string, unknown][] {
  const parts: [string, unknown][] = [[name, tableOf(settings)]]
  return version === undefined ? parts : [['dataVersion', new Verbatim(relaidJson(version, '\t'))], ...parts]
}

const tableOf = (settings: readonly Setting[]): Entries =>
  new Entries(
    settings.map(({key, text, value}) => [
      key,
      value instanceof Map ? new Entries(offsetsOf(value)) : new Verbatim(relaidJson(text, '\t\t')),
    ]),
  )

/** rocksDBConfigToJson -j false: the parts in the order of a HashMap, all lines numbered through, no line end behind the type. */
export function storedTypes({name, settings, version, versionParts}: Table): string {
  const parts = new Map([...(version === undefined ? [] : [['dataVersion', versionParts] as const]), [name, settings]])
  let index = 0
  const valueText = ({text, value}: Setting) => (value instanceof Map ? javaString(new Map(offsetsOf(value))) : text)
  const linesOf = (part: string) =>
    (parts.get(part) ?? []).map(setting => line(++index, setting.key, valueText(setting))).join('')
  return javaHashOrder(parts.keys())
    .map(part => `type: ${part}${linesOf(part)}`)
    .join('')
}

const line = (index: number, key: string, value: string): string => `${index}, Key: ${key}, Value: ${value}\n`

/** ConcurrentMap<Integer, Long>. */
const offsetsOf = (offsets: ReadonlyMap<unknown, unknown>): [number, unknown][] =>
  javaConcurrentHashOrder(offsets.keys() as Iterable<number>).map(queue => [queue, offsets.get(queue)])
