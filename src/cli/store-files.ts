/** What lies in the files of a broker on this machine. The store is loaded when one of these is called. */
import {stat} from 'node:fs/promises'
import {basename, join, resolve} from 'node:path'
import {type ConfigType, configTypes} from '../admin/rocksdb.js'
import {MqError, UsageError} from '../errors.js'
import {type Message, messageOf} from '../messaging/message.js'
import {readJson} from '../protocol/json.js'
import type {StoredRecord} from '../protocol/message/record.js'
import {any, count, entries, type Infer, int, object, offset, str} from '../schema.js'
import type {Io} from './io.js'

/** A key and what it stands for, a line of a table. */
export const storedSetting = object('StoredSetting', {table: str(), key: str(), value: any()})

/** `text` is the value as it is stored. */
export type StoredSetting = Infer<typeof storedSetting> & {text: string}

export interface StoredTable {
  /** As it is called in the JSON files of brokers. */
  name: string
  /** In the order of the keys. */
  settings: StoredSetting[]
  /** JSON text of its version, where it has one, and the same as settings. */
  version: string | undefined
  versionParts: StoredSetting[]
  /** What could not be read. */
  damage: string[]
}

/** A table that was written to a JSON file. */
export const writtenTable = object('WrittenTable', {path: str(), table: str(), settings: count()})

interface Kept {
  /** Of the table in JSON files. */
  name: string
  /** Column families with it and its version in the one RocksDB of a broker with useSingleRocksDBForAllConfigs (5.4 on). */
  family: string
  versionFamily: string
}

const kept: Readonly<Record<ConfigType, Kept>> = {
  topics: {name: 'topicConfigTable', family: 'topic', versionFamily: 'topicVersion'},
  subscriptionGroups: {
    name: 'subscriptionGroupTable',
    family: 'subscriptionGroup',
    versionFamily: 'subscriptionGroupVersion',
  },
  consumerOffsets: {name: 'offsetTable', family: 'consumerOffset', versionFamily: 'consumerOffsetVersion'},
}

/** The folder of that one RocksDB. */
const singleFolder = 'metadata'

/** Names of what RocksDB holds, with semicolons between, in any letter case as in Java. */
export function readConfigTypes(text: string): ConfigType[] {
  return text
    .split(';')
    .filter(name => name.trim() !== '')
    .map(name => {
      const found = configTypes.find(type => type.toLowerCase() === name.trim().toLowerCase())
      if (found) return found
      throw new UsageError(`there is no config type '${name.trim()}'`, {hint: `there are ${configTypes.join(', ')}`})
    })
}

/** The same where only one will do. */
export function oneConfigType(text: string | undefined): ConfigType {
  const [type, ...more] = text === undefined ? [] : readConfigTypes(text)
  if (type !== undefined && more.length === 0) return type
  throw new UsageError(`--config-type has to name one of ${configTypes.join(', ')}`)
}

/** `path` is a broker's folder of settings (`store/config`), or a RocksDB folder in it. Throws as `readRocksDb`. */
export async function storedTable(io: Pick<Io, 'cwd'>, path: string, type: ConfigType): Promise<StoredTable> {
  const {readRocksDb} = await import('../store/rocksdb/index.js')
  const {families, damage} = await readRocksDb(await storeFolder(resolve(io.cwd, path), type))
  const {name, family, versionFamily} = kept[type]
  const settings = (families.get(family) ?? families.get('default') ?? []).map(([key, value]): StoredSetting => {
    const text = value.toString()
    return {table: name, key: key.toString(), value: readValue(text, type), text}
  })
  const versions = families.get(versionFamily) ?? families.get('kvDataVersion')
  const [, version] = versions?.find(([key]) => key.toString() === 'kvDataVersionKey') ?? []
  return {name, settings, ...versionOf(version?.toString()), damage}
}

function versionOf(version: string | undefined): Pick<StoredTable, 'version' | 'versionParts'> {
  const parts = version === undefined ? {} : (readJson(version) as Record<string, unknown>)
  const versionParts = Object.entries(parts).map(([key, value]) => ({
    table: 'dataVersion',
    key,
    value,
    text: String(value),
  }))
  return {version, versionParts}
}

async function storeFolder(path: string, type: ConfigType): Promise<string> {
  for (const inside of [type, singleFolder]) if (await exists(join(path, inside, 'CURRENT'))) return join(path, inside)
  const ofAnother = configTypes.some(other => other !== type && other === basename(path))
  if (!ofAnother && (await exists(join(path, 'CURRENT')))) return path
  const facts = {folder: path}
  if (!(await exists(path))) throw new MqError('NOT_FOUND', `the folder ${path} does not exist`, {facts})
  throw new MqError('NOT_FOUND', `there is no RocksDB store ${join(path, type)}`, {
    facts,
    hint: 'a broker has one there with storeType=defaultRocksDB; else its settings are in the JSON files of the folder',
  })
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const storedOffsets = object('StoredOffsets', {offsetTable: entries(int(), offset())})

/** What is not of the form expected is shown as it is. Offsets are a Map from queue to offset. */
function readValue(text: string, type: ConfigType): unknown {
  try {
    const value = readJson(text)
    return type === 'consumerOffsets' ? new Map(storedOffsets.read(value, '').offsetTable) : value
  } catch {
    return text
  }
}

/** A record of a compaction topic. Java prints the flags as they are stored. */
export type StoredMessage = Message & {record: StoredRecord}

export async function* compactionMessages(io: Pick<Io, 'cwd'>, file: string): AsyncIterable<StoredMessage> {
  const {readCompactionLog} = await import('../store/compaction-log.js')
  for await (const record of readCompactionLog(resolve(io.cwd, file))) yield {...(await messageOf(record)), record}
}
