/** What values a flag may have. */
import type {Command} from '@oclif/core'
import type {Io} from '../io.js'
import type {SettingFlags} from '../settings.js'
import type {Given} from './line.js'
import {namesOf, type Thing} from './names.js'

/** `files` leaves it to the shell. */
export type Values = 'files' | string[]

export interface Asked {
  flag: string
  /** Missing before the name of a command. */
  id: string | undefined
  definition: Command.Flag.Any | undefined
  /** What was typed of it. */
  typed: string
  given: Given
}

const things: Readonly<Record<string, Thing>> = {
  topic: 'topic',
  'parent-topic': 'topic',
  'route-topic': 'topic',
  'trace-topic': 'topic',
  group: 'group',
  'from-group': 'group',
  'to-group': 'group',
  broker: 'broker',
  brokers: 'broker',
  'from-broker': 'broker',
  'to-broker': 'broker',
  cluster: 'cluster',
  clusters: 'cluster',
  context: 'context',
  confirm: 'context',
  username: 'user',
  usernames: 'user',
  subject: 'user',
  subjects: 'user',
  entry: 'entry',
  code: 'code',
}

/** Flags that take several names with commas between. */
const lists = new Set(['brokers', 'clusters', 'usernames', 'subjects'])
/** What stands before a name. */
const prefixes: Readonly<Record<string, string>> = {subject: 'User:', subjects: 'User:'}
const fileFlags = new Set(['file', 'folder', 'map-file', 'config-file', 'path'])

/** What kind of thing a flag names; undefined where it names none. */
export function thingOf(flag: string, id: string | undefined): Thing | undefined {
  if (flag === 'name') return id?.startsWith('context:') ? 'context' : id?.startsWith('node:') ? 'node' : undefined
  // node start takes a number
  return id?.startsWith('node:') && flag === 'brokers' ? undefined : things[flag]
}

export async function valuesOf({flag, id, definition, typed, given}: Asked, io: Io): Promise<Values> {
  const helpValue = definition?.type === 'option' ? String(definition.helpValue ?? '') : ''
  const options = definition?.type === 'option' ? (definition.options ?? choicesIn(helpValue)) : undefined
  if (options !== undefined) return [...options]
  if (fileFlags.has(flag) || /FILE|FOLDER|PATH/.test(helpValue)) return 'files'
  const thing = thingOf(flag, id)
  if (thing === undefined) return []
  const names = await namesOf(thing, settingsIn(given), io)
  const prefix = prefixes[flag] ?? ''
  const before = lists.has(flag) ? typed.slice(0, typed.lastIndexOf(',') + 1) : ''
  const taken = before.split(',')
  return (
    names
      // thousands of retry topics are in nobody's way
      .filter(name => !name.startsWith('%') || typed.startsWith('%'))
      .map(name => prefix + name)
      .filter(name => !taken.includes(name))
      .map(name => before + name)
  )
}

/** `Super|Normal` are words to type, `CODE|NAME` are not. */
function choicesIn(helpValue: string): string[] | undefined {
  const words = helpValue.split('|')
  return words.length > 1 && words.every(word => /^[A-Za-z]*[a-z][A-Za-z]*$/.test(word)) ? words : undefined
}

const texts = [
  'namesrvAddr',
  'context',
  'access-key',
  'secret-key-file',
  'tls-ca',
  'tls-cert',
  'tls-key',
  'tls-server-name',
  'broker-map',
] as const
const switches = ['tls', 'tls-insecure'] as const

/** How to reach the cluster, as the line says it. */
export function settingsIn(given: Given): SettingFlags {
  const flags: SettingFlags = {}
  for (const name of texts) if (given.has(name)) flags[name] = given.get(name)?.[0]
  for (const name of switches) if (given.has(name)) flags[name] = true
  return flags
}
