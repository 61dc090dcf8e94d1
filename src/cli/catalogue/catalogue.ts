/** What a program can know of every command: names, flags, examples, effect, and the shapes of its results. */
import {type Command, type Config, Flags} from '@oclif/core'
import {any, bool, type Infer, list, object, oneOf, optional, str} from '../../schema.js'
import type {AnyView} from '../../view/render.js'
import {type JavaOption, javaCommand} from '../argv/java-commands.js'
import {usageOf} from '../command-help.js'
import {connectionFlags, durationFlag, outputFlags} from '../flags.js'
import {type CommandClass, type CommandTable, load} from '../main.js'
import {jsonShape} from './json-shape.js'

const flagEntry = object('Flag', {
  name: str(),
  /** Java's letter or letters, typed behind one dash. */
  letter: optional(str()),
  /** Java's long name, where it is another one. */
  javaName: optional(str()),
  type: oneOf('boolean', 'integer', 'duration', 'string'),
  required: bool(),
  /** It may be given several times. */
  repeatable: bool(),
  /** `--no-…` exists. */
  negatable: bool(),
  options: optional(list(str())),
  default: optional(any()),
  value: optional(str()),
  summary: str(),
  description: optional(str()),
  group: oneOf('OPTIONS', 'SAFETY', 'OUTPUT', 'CONNECTION'),
  /** Every command that asks a server has it. */
  shared: bool(),
  exclusive: optional(list(str())),
  dependsOn: optional(list(str())),
})
export type FlagEntry = Infer<typeof flagEntry>

export const commandEntry = object('CommandEntry', {
  /** As it is typed: `topic set`. */
  command: str(),
  java: optional(str()),
  /** Names that the command of Java had in other releases. */
  javaAliases: list(str()),
  summary: str(),
  description: optional(str()),
  effect: oneOf('read', 'write', 'destroy'),
  /** It changes something only where all flags of one of these sets are given. */
  writesWith: list(list(str())),
  /** The flag that a bare word stands for. */
  subject: optional(str()),
  usage: list(str()),
  examples: list(object('Example', {description: optional(str()), command: str()})),
  flags: list(flagEntry),
  /** Shapes of what `--output json` prints. */
  results: list(object('Result', {when: optional(str()), shape: any()})),
})
export type CommandEntry = Infer<typeof commandEntry>

/** All of them in the order of the table. */
export const catalogue = (commands: CommandTable): Promise<CommandEntry[]> =>
  Promise.all(Object.keys(commands).map(async id => entryOf(id, await load(commands, id))))

function entryOf(id: string, Class: CommandClass): CommandEntry {
  const java = javaCommand(id)
  const name = `mqadmin ${id.replaceAll(':', ' ')}`
  const filled = (text: string) => text.replaceAll('<%= config.bin %> <%= command.id %>', name)
  const flags: Record<string, Command.Flag.Any> = {...Class.flags, ...Class.baseFlags}
  return {
    command: id.replaceAll(':', ' '),
    java: java?.name,
    javaAliases: [...(java?.aliases ?? [])],
    summary: Class.summary ?? '',
    description: Class.description,
    effect: Class.effect,
    writesWith: Class.writesWith.map(set => [...set]),
    subject: Class.subject,
    usage: usageOf(id, Class),
    examples: (Class.examples ?? []).map(example =>
      typeof example === 'string'
        ? {command: filled(example)}
        : {description: example.description, command: filled(example.command)},
    ),
    flags: Object.entries(flags)
      .filter(([, flag]) => !flag.hidden)
      .map(([key, flag]) => flagOf(key, flag, java?.options ?? [])),
    results: resultsOf(Class),
  }
}

const integer = Flags.integer().parse
const duration = durationFlag().parse
const sharedFlags: Record<string, unknown> = {...connectionFlags, ...outputFlags}

function flagOf(name: string, flag: Command.Flag.Any, java: readonly JavaOption[]): FlagEntry {
  const option = java.find(option => option.flag === name)
  const value = flag.type === 'option' ? flag : undefined
  const {parse} = flag as {parse?: unknown}
  return {
    name,
    letter: option?.short,
    javaName: option === undefined || option.long === name ? undefined : option.long,
    type:
      flag.type === 'boolean' ? 'boolean' : parse === integer ? 'integer' : parse === duration ? 'duration' : 'string',
    required: flag.required === true,
    repeatable: value?.multiple === true,
    negatable: flag.type === 'boolean' && flag.allowNo === true,
    options: value?.options && [...value.options],
    default: typeof flag.default === 'function' ? undefined : flag.default,
    value: value?.helpValue === undefined ? undefined : String(value.helpValue),
    summary: flag.summary ?? '',
    description: flag.description,
    group: (flag.helpGroup ?? 'OPTIONS') as FlagEntry['group'],
    shared: sharedFlags[name] === flag,
    exclusive: flag.exclusive && [...flag.exclusive],
    dependsOn: flag.dependsOn && [...flag.dependsOn],
  }
}

function resultsOf(Class: CommandClass): CommandEntry['results'] {
  return new Class([], {} as Config).layouts().map(({when, view}) => ({when, shape: shapeOf(view)}))
}

const shapeOf = ({layout, item}: AnyView) =>
  layout === 'rows' ? {type: 'array', items: jsonShape(item)} : jsonShape(item)
