/**
 * A line for every command there is, made from its own flags: required ones get a value that is there in the world of
 * `world.ts`. A command that comes later is covered without a change here, unless one of its required flags is new.
 */
import {fileURLToPath} from 'node:url'
import {javaCommand} from '../../src/cli/argv/java-commands.js'
import {type CommandClass, load} from '../../src/cli/main.js'
import {commands} from '../../src/commands/index.js'
import {aside} from '../support/beyond-auth.js'
import {groupName} from '../support/replication.js'
import {clientId, type World} from './world.js'

export interface Line {
  id: string
  command: CommandClass
  /** Name and flags: `topic get --topic orders`. */
  argv: string[]
  /** The same under Java's name, where Java has the command, and without --yes. */
  java: string[] | undefined
}

type Values = Readonly<Record<string, string | true>>

/** Values that exist, by flag. */
const values = ({messageId, replication}: World): Values => ({
  topic: 'orders',
  group: 'billing',
  broker: 'broker-a',
  cluster: 'DefaultCluster',
  'client-id': clientId,
  'message-id': messageId,
  queue: '0',
  offset: '0',
  key: 'colour',
  value: 'red',
  namespace: 'shop',
  perm: '4',
  name: 'local',
  entry: 'last',
  code: '17',
  shell: 'bash',
  account: 'operator',
  'from-group': 'billing',
  'to-group': 'doomed-group',
  'from-broker': aside.address,
  'to-broker': 'broker-a',
  username: 'ann',
  password: 'hush-hush-1234',
  secret: 'hush-hush-1234',
  'white-addresses': '10.0.0.*',
  subject: 'User:ann',
  resources: 'Topic:orders',
  actions: 'Pub',
  decision: 'Allow',
  release: '5.5.0',
  'parent-topic': 'orders',
  'lite-topic': 'room-1',
  threshold: '1024',
  engine: 'rocksdb',
  clients: '127.0.0.1@1,127.0.0.1@2',
  controller: replication.addressOf('controller'),
  container: replication.addressOf('container'),
})

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))

/** What a line needs beside its required flags, or in place of their usual values. */
const special = ({replication, folder}: World): Readonly<Record<string, Values>> => ({
  'broker:add': {'config-file': '/etc/broker-f.conf'},
  'acl:update': {actions: 'Pub', decision: 'Allow'},
  'acl4:set': {'default-topic-perm': 'SUB'},
  'user:copy': {usernames: 'ben'},
  'user:create': {username: 'carla'},
  'user:update': {status: 'disable'},
  'broker:config:set': {key: 'flushConsumerOffsetInterval', value: '9000'},
  'broker:epoch': {broker: replication.addressOf('slave')},
  'broker:flush-offset': {broker: replication.addressOf('slave'), offset: '7'},
  'broker:remove': {'broker-identity': 'DefaultCluster:broker-e:0'},
  'broker:cold:delete': {group: 'doomed-group'},
  'broker:read-ahead': {mode: 'random'},
  'broker:send-status': {count: '2'},
  'cluster:rt': {count: '2'},
  'cluster:wait': {every: '20ms'},
  'controller:clean': {broker: groupName, cluster: 'DefaultCluster', 'broker-ids': '3'},
  'controller:config:set': {key: 'electMasterMaxRetryCount', value: '5'},
  'controller:elect': {broker: groupName, 'broker-id': '2'},
  'export:configs': {folder},
  'export:metadata': {folder},
  'export:metrics': {folder},
  'group:delete': {group: 'doomed-group'},
  'group:import': {file: fixture('import/groups.json')},
  'group:mode': {mode: 'POP'},
  'group:set': {'max-retries': '3'},
  'group:wait': {every: '20ms'},
  'ha:sync-state': {broker: groupName},
  'message:find': {key: 'order-1'},
  'message:get': {topic: 'orders'},
  'message:send': {body: 'a scarf'},
  'message:send-rt': {count: '6'},
  'message:trace': {'trace-topic': 'traces'},
  'nameserver:config:set': {key: 'orderMessageEnable', value: 'true'},
  'offset:import': {file: fixture('import/offsets.csv')},
  'offset:reset': {to: 'earliest'},
  'producer:clients': {group: 'shop'},
  'queue:entries': {broker: 'broker-a'},
  'store:compaction': {file: fixture('compaction/written')},
  'store:rocksdb': {path: fixture('rocksdb/live'), 'config-type': 'topics'},
  'store:rocksdb-to-json': {cluster: 'DefaultCluster'},
  'topic:delete': {topic: 'doomed'},
  'topic:import': {file: fixture('import/topics.json')},
  'topic:order': {topic: 'doomed', method: 'delete'},
  'topic:static:remap': {topic: 'on-its-way'},
  'topic:static:set': {topic: 'fixed', queues: '4'},
  'topic:set': {queues: '4'},
  'topic:wait': {every: '20ms'},
})

/** They have the flags that say how a cluster is reached, but ask none, or ask the one that an entry of the journal names. */
const askNobody = new Set(['context:show', 'journal:undo'])

export const ids = Object.keys(commands)

/** Loaded once, for tables of tests. */
export const classes: ReadonlyMap<string, CommandClass> = new Map(
  await Promise.all(ids.map(async id => [id, await load(commands, id)] as const)),
)

/** Own and shared flags. */
export const flagsOf = (command: CommandClass): CommandClass['flags'] => ({...command.baseFlags, ...command.flags})

const isRemote = (id: string): boolean =>
  'namesrvAddr' in (classes.get(id) as CommandClass).baseFlags && !askNobody.has(id)

/** Those that ask servers of a cluster. */
export const remoteIds = ids.filter(isRemote)

/** They wait for what is not there or does not answer, until their time is out: `test/commands/wait.test.ts`. */
const waiting = new Set(['cluster:wait', 'group:wait', 'topic:wait'])

/** Those for which a server that fails, or a thing that is not there, is an error at once. */
export const impatientIds = remoteIds.filter(id => !waiting.has(id))

export function lineOf(id: string, world: World): Line {
  const command = classes.get(id) as CommandClass
  const words = (required: readonly string[]) =>
    wordsOf({...Object.fromEntries(required.map(flag => [flag, valueFor(id, flag, world)])), ...special(world)[id]})
  const safety = 'yes' in flagsOf(command) ? ['--yes'] : []
  const java = javaCommand(id)
  return {
    id,
    command,
    argv: [...id.split(':'), ...words(requiredOf(id)), ...safety],
    java: java && [java.name, ...words(requiredOf(id, {java: true}))],
  }
}

/** Flags without which the line is refused, under our name or Java's. */
export function requiredOf(id: string, {java: javaNamed = false} = {}): string[] {
  const own = Object.entries(flagsOf(classes.get(id) as CommandClass)).filter(([, flag]) => flag.required)
  const java = (javaCommand(id)?.options ?? []).filter(
    ({required, relaxed, unless, group}) =>
      required && !unless && !group && (relaxed === undefined || (javaNamed && relaxed === 'ours')),
  )
  return [...new Set([...own.map(([flag]) => flag), ...java.map(({flag}) => flag)])]
}

function valueFor(id: string, flag: string, world: World): string | true {
  const value = special(world)[id]?.[flag] ?? values(world)[flag]
  if (value === undefined) throw new Error(`lines.ts has no value for --${flag} of ${id}`)
  return value
}

export const wordsOf = (given: Values): string[] =>
  Object.entries(given).flatMap(([flag, value]) => (value === true ? [`--${flag}`] : [`--${flag}`, value]))
