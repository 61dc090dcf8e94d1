/** Command lines of the distribution's `mqnamesrv` and `mqbroker`, as their main classes read them. */
import {UsageError} from '../errors.js'
import {splitAddresses} from '../remoting/address.js'
import {identityIn} from './broker-identity.js'
import type {NodeRequest} from './spec.js'

export interface ScriptLine {
  help: boolean
  nameServers: string[]
  configFile?: string
  /** `-p` prints all settings, `-m` the important ones, instead of starting. */
  print?: 'all' | 'important'
  /** `--enable-proxy`: a proxy beside the broker, both of Apache RocketMQ. */
  proxy?: boolean
  /** Stray `key=value` words: Java passes them over, although its documents have them; here they are settings. */
  config: Record<string, string>
}

interface Option {
  long: string
  takesValue: boolean
}

const common: Record<string, Option> = {
  h: {long: 'help', takesValue: false},
  n: {long: 'namesrvAddr', takesValue: true},
  c: {long: 'configFile', takesValue: true},
}

const options: Record<'namesrv' | 'broker', Record<string, Option>> = {
  namesrv: {...common, p: {long: 'printConfigItem', takesValue: false}},
  broker: {
    ...common,
    p: {long: 'printConfigItem', takesValue: false},
    m: {long: 'printImportantConfig', takesValue: false},
    // has no letter
    'enable-proxy': {long: 'enable-proxy', takesValue: false},
  },
}

/** Throws {@link UsageError} on an option that the script does not have, or one without its value. */
export function parseScriptLine(script: 'namesrv' | 'broker', argv: readonly string[]): ScriptLine {
  const line: ScriptLine = {help: false, nameServers: [], config: {}}
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string
    if (!word.startsWith('-') || word === '-') {
      const equals = word.indexOf('=')
      if (equals > 0) line.config[word.slice(0, equals)] = word.slice(equals + 1)
      continue
    }
    const {letter, inline} = read(script, word)
    const value = !options[script][letter]?.takesValue ? '' : (inline ?? argv[++at])
    if (value === undefined) throw new UsageError(`Missing argument for option: ${letter}`)
    if (letter === 'h') line.help = true
    if (letter === 'n') line.nameServers = splitAddresses(value)
    if (letter === 'c') line.configFile = value
    if (letter === 'p') line.print = 'all'
    if (letter === 'm') line.print = 'important'
    if (letter === 'enable-proxy') line.proxy = true
  }
  return line
}

function read(script: 'namesrv' | 'broker', word: string): {letter: string; inline: string | undefined} {
  const [, name = '', equals, value = ''] = /^--?([^=]*)(=?)([\s\S]*)$/.exec(word) ?? []
  const known = Object.entries(options[script])
  const exact = known.find(([letter, {long}]) => name === letter || name === long)
  if (exact) return {letter: exact[0], inline: equals ? value : undefined}
  const attached = known.find(
    ([letter, {takesValue}]) => takesValue && !word.startsWith('--') && name.startsWith(letter),
  )
  if (attached) return {letter: attached[0], inline: word.slice(2)}
  throw new UsageError(`Unrecognized option: ${word}`)
}

/**
 * The node that a line asks for; `file` holds the settings of its `-c`. Words on the line go before the file. What Java
 * takes from the machine is taken from it here too: a broker is called like the `host` unless a setting names it.
 */
export function requestFromLine(
  script: 'namesrv' | 'broker',
  line: ScriptLine,
  file: ReadonlyMap<string, string>,
  host: string,
): NodeRequest {
  const config = {...Object.fromEntries(file), ...line.config}
  const bind = config['bindAddress']
  if (script === 'namesrv') {
    const nameServer = {port: identityIn(config).port ?? 9876, config}
    return {name: `namesrv-${nameServer.port}`, ...(bind && {host: bind}), nameServer, brokers: []}
  }
  const broker = {name: host, cluster: 'DefaultCluster', id: 0, port: 10911, ...identityIn(config), config}
  const listed = line.nameServers.length > 0 ? line.nameServers : splitAddresses(config['namesrvAddr'] ?? '')
  return {
    name: broker.id > 0 ? `${broker.name}-s${broker.id}` : broker.name,
    ...(bind && {host: bind}),
    nameServer: false,
    nameServers: listed,
    brokers: [broker],
    ...(line.proxy && {engine: 'java' as const, proxy: {}}),
  }
}
