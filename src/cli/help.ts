/** What is printed when the line asks for help or a version. */
import {exitStatus} from '../errors.js'
import {version} from '../version.js'
import type {Adapted} from './argv/adapt.js'
import {type Io, print} from './io.js'
import {type CommandTable, load} from './main.js'

/** The nouns in the order of the overview, and what each is about. */
const nounGroups: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'TOPICS AND MESSAGES': {
    topic: 'Topics: settings, routes, queues.',
    message: 'Messages: send, consume, find, trace.',
    queue: 'Consume queues.',
    lite: 'Lite topics of brokers 5.5.',
  },
  'GROUPS AND CLIENTS': {
    group: 'Consumer groups: settings, clients, lag.',
    offset: 'Consumer offsets: reset, skip, copy.',
    producer: 'Producer clients.',
  },
  SERVERS: {
    cluster: 'Clusters.',
    broker: 'Brokers: state and configuration.',
    nameserver: 'Name servers: configuration, key-value pairs, write permission.',
    ha: 'Replication.',
    controller: 'Controllers of brokers 5.x.',
    export: 'Exports: settings, topics, groups, figures.',
  },
  ACCESS: {
    user: 'Logins of brokers 5.x.',
    acl: 'Access rules of brokers 5.x.',
    acl4: 'Access control files of brokers 4.x.',
  },
  'THIS MACHINE': {
    node: 'Start and stop nodes: embedded ones, or Apache RocketMQ.',
    context: 'Named settings: which cluster, which account.',
    journal: 'What this user has changed: show it, and put it back.',
    store: 'Store files on this machine.',
  },
}
export const nouns: Readonly<Record<string, string>> = Object.assign({}, ...Object.values(nounGroups))

type HelpWanted = Exclude<Adapted, {kind: 'run' | 'unknown'}>

export async function help(adapted: HelpWanted, io: Io, commands: CommandTable): Promise<number> {
  await print(io.stdout, await textOf(adapted, commands))
  return exitStatus.done
}

async function textOf(adapted: HelpWanted, commands: CommandTable): Promise<string> {
  if (adapted.kind === 'version')
    return `mqadmin ${version} (node ${process.version}, ${process.platform}-${process.arch})\n`
  const {id, topic} = adapted
  if (id === undefined) return topic === undefined ? overview(commands) : ofNoun(topic, commands)
  const {commandHelp} = await import('./command-help.js')
  return commandHelp(id, await load(commands, id))
}

function overview(commands: CommandTable): string {
  const ids = Object.keys(commands)
  const width = Math.max(...Object.keys(nouns).map(noun => noun.length))
  const single = ids.filter(id => !id.includes(':'))
  return [
    'Administer Apache RocketMQ: topics, groups, messages, brokers, nodes.',
    '',
    'USAGE',
    '  mqadmin NOUN VERB [options]',
    "  mqadmin NAME [options]         any name and options of Java's mqadmin, e.g. mqadmin topicList",
    '',
    ...Object.entries(nounGroups).flatMap(([title, members]) => [title, ...table(Object.entries(members), width), '']),
    'COMMANDS',
    ...table(
      [
        ...single.map((id): [string, string] => [id, (commands[id] as {summary: string}).summary]),
        ['help NAME', 'Show how a noun or command is used.'],
        ['version', 'Show the version.'],
      ],
      width,
    ),
    '',
    'EXAMPLES',
    '  mqadmin node start                            a name server and a broker on this machine',
    '  mqadmin topic set orders --queues 8',
    '  mqadmin message send orders --body hello',
    '  mqadmin group lag orders-service --output json',
    '  mqadmin updateTopic -n localhost:9876 -c DefaultCluster -t orders -r 8 -w 8',
    '',
    'Name servers come from -n, NAMESRV_ADDR or a context (mqadmin context add); without any: 127.0.0.1:9876.',
    '',
  ].join('\n')
}

function ofNoun(noun: string, commands: CommandTable): string {
  const verbs = Object.keys(commands).filter(id => id.startsWith(`${noun}:`))
  const spoken = noun.replaceAll(':', ' ')
  return [
    nouns[noun] ?? '',
    '',
    'USAGE',
    `  mqadmin ${spoken} VERB [options]`,
    '',
    'VERBS',
    ...table(
      verbs.map(id => [id.slice(noun.length + 1).replaceAll(':', ' '), (commands[id] as {summary: string}).summary]),
    ),
    '',
    `mqadmin ${spoken} VERB -h shows the options of one.`,
    '',
  ].join('\n')
}

/** Two columns, the first as wide as its longest. */
export function table(rows: readonly (readonly [string, string])[], atLeast = 0): string[] {
  const width = Math.max(atLeast, ...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd())
}
