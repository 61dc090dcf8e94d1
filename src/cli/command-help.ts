/** The help of one command: usage under both names, options with Java's letters beside ours, examples. */
import type {Command} from '@oclif/core'
import {type JavaCommand, type JavaOption, javaCommand} from './argv/java-commands.js'
import {table} from './help.js'
import type {CommandClass} from './main.js'

type AnyFlag = Command.Flag.Any

/** Groups of options in the order they are shown. */
const groups = ['OPTIONS', 'SAFETY', 'OUTPUT', 'CONNECTION'] as const

/** All that `-h` prints. */
export function commandHelp(id: string, command: CommandClass): string {
  const java = javaCommand(id)
  const flags = Object.entries({...command.flags, ...command.baseFlags}) as [string, AnyFlag][]
  const name = `mqadmin ${id.replaceAll(':', ' ')}`
  const sections = groups.flatMap(group => {
    const rows = flags
      .filter(([, flag]) => (flag.helpGroup ?? 'OPTIONS') === group && !flag.hidden)
      .map(([key, flag]) => [heading(key, flag, optionFor(java, key)), sentence(flag)] as const)
    return rows.length === 0 ? [] : [group, ...table(rows), '']
  })
  return [
    command.summary ?? '',
    ...(command.description ? ['', command.description] : []),
    '',
    'USAGE',
    ...usageOf(id, command).map(line => `  ${line}`),
    '',
    ...sections,
    ...examples(command, name),
    effect(command),
    '',
  ].join('\n')
}

/** `mqadmin topic set TOPIC [options]`, and the same with Java's name and letters where Java has it. */
export function usageOf(id: string, command: CommandClass): string[] {
  const java = javaCommand(id)
  return [`mqadmin ${id.replaceAll(':', ' ')}${subject(command)} [options]`, ...(java ? [javaUsage(java)] : [])]
}

/** What it does to the cluster: `read; write with --resend, or with --group and --client-id`. */
function effect({effect, writesWith}: CommandClass): string {
  const sets = writesWith.map(set => `with ${set.map(flag => `--${flag}`).join(' and ')}`)
  return `Effect on the cluster: ${effect}${sets.length > 0 ? `; write ${sets.join(', or ')}` : ''}.`
}

const optionFor = (java: JavaCommand | undefined, flag: string): JavaOption | undefined =>
  java?.options.find(option => option.flag === flag)

const subject = ({subject, flags}: CommandClass): string => {
  if (subject === undefined) return ''
  const word = subject.toUpperCase()
  return flags[subject]?.required ? ` ${word}` : ` [${word}]`
}

/** `mqadmin updateTopic -t TOPIC (-b BROKER | -c CLUSTER) [options]`: what Java requires, groups of exclusive options in brackets. */
function javaUsage({name, options}: JavaCommand): string {
  const required = options.filter(option => option.required)
  const seen = new Set<string>()
  const parts = required.flatMap(option => {
    if (option.group === undefined) return [typed(option)]
    if (seen.has(option.group)) return []
    seen.add(option.group)
    return [
      `(${required
        .filter(({group}) => group === option.group)
        .map(typed)
        .join(' | ')})`,
    ]
  })
  return ['mqadmin', name, ...parts, '[options]'].join(' ')
}

const typed = ({short, long, flag, kind}: JavaOption): string =>
  `${short === undefined ? `--${long}` : `-${short}`}${kind === 'switch' ? '' : ` ${placeholder(flag)}`}`

const placeholder = (flag: string): string => flag.toUpperCase().replaceAll('-', '_')

function heading(key: string, flag: AnyFlag, option: JavaOption | undefined): string {
  const letter = option?.short === undefined ? '    ' : `-${option.short}, `
  const value = flag.type === 'boolean' ? '' : `=${flag.helpValue ?? placeholder(key)}`
  return `${letter.padStart(4)}--${flag.type === 'boolean' && flag.allowNo ? '[no-]' : ''}${key}${value}`
}

function sentence(flag: AnyFlag): string {
  const {summary = '', required} = flag
  const options = flag.type === 'option' && flag.options ? ` One of: ${flag.options.join(', ')}.` : ''
  return `${summary}${options}${required ? ' Required.' : ''}`
}

function examples(command: CommandClass, name: string): string[] {
  const filled = (text: string) => text.replaceAll('<%= config.bin %> <%= command.id %>', name)
  const lines = (command.examples ?? []).flatMap(example =>
    typeof example === 'string'
      ? [`  ${filled(example)}`]
      : [...(example.description ? [`  ${example.description}:`] : []), `  ${filled(example.command)}`],
  )
  return lines.length === 0 ? [] : ['EXAMPLES', ...lines, '']
}
