// Writes docs/commands.md from the catalogue of the compiled commands in dist/. `--check` only compares.
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {catalogue} from '../dist/cli/catalogue/catalogue.js'
import {commands} from '../dist/commands/index.js'

const entries = await catalogue(commands)
const anchor = command => command.replaceAll(' ', '-')
const cell = text => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (heads, rows) => [
  `| ${heads.join(' | ')} |`,
  `|${heads.map(() => '---').join('|')}|`,
  ...rows.map(row => `| ${row.map(cell).join(' | ')} |`),
  '',
]
const code = (text, language = '') => [`\`\`\`${language}`, text, '```', '']

function optionOf({name, letter, javaName, type, negatable, value, required, repeatable, options, ...flag}) {
  const long = `--${negatable ? '[no-]' : ''}${name}`
  const taken = type === 'boolean' ? '' : ` ${value ?? (options ? 'WORD' : type === 'integer' ? 'NUMBER' : 'TEXT')}`
  const java = [letter && `\`-${letter}\``, javaName && `\`--${javaName}\``].filter(Boolean).join(' ')
  const notes = [
    flag.summary,
    flag.description,
    options && `One of: ${options.join(', ')}.`,
    flag.default !== undefined && `${JSON.stringify(flag.default)} when not given.`,
    repeatable && 'May be given several times.',
    required && 'Required.',
  ]
  return [`\`${long}${taken}\``, java, notes.filter(Boolean).join(' ')]
}

const optionTable = flags => table(['option', 'Java', 'what it does'], flags.map(optionOf))

/** A shape as a type: `{topic: string, size?: integer (bytes)}[]`, over several lines. A named one is written out once. */
function typeText(shape, indent, seen) {
  const types = [shape.type ?? 'any'].flat()
  const [type] = types
  const orNull = types.includes('null') ? ' | null' : ''
  if (shape.enum) return shape.enum.map(value => `'${value}'`).join(' | ') + orNull
  if (type === 'array') return `${inList(typeText(shape.items ?? {}, indent, seen))}[]${orNull}`
  if (type !== 'object') return `${type}${shape.kind ? ` (${shape.kind})` : ''}${orNull}`
  if (!shape.properties) return `{[name: string]: ${typeText(shape.additionalProperties ?? {}, indent, seen)}}${orNull}`
  if (shape.title && seen.get(shape.title) === JSON.stringify(shape)) return shape.title + orNull
  const inner = `${indent}  `
  const members = Object.entries(shape.properties).map(([name, its]) => {
    const about = its.description ? `  // ${its.description}` : ''
    const missing = shape.required?.includes(name) ? '' : '?'
    return `${inner}${name}${missing}: ${typeText(its, inner, seen)}${about}`
  })
  // only what is written out above can be called by its name below
  if (shape.title) seen.set(shape.title, JSON.stringify(shape))
  return [`${shape.title ? `${shape.title} ` : ''}{`, ...members, `${indent}}${orNull}`].join('\n')
}

const inList = text => (/[|(]/.test(text.split('\n')[0]) ? `(${text})` : text)

const effectOf = ({effect, writesWith}) =>
  `Effect on the cluster: ${effect}${writesWith.map(set => `; write with ${set.map(flag => `--${flag}`).join(' and ')}`).join('')}.`

const lines = [
  '# Commands',
  '',
  'Written by `npm run build` from the commands themselves; `mqadmin commands --json` has the same for programs. The options that',
  'every command has are at the end of this page. A result is what `--output json` prints; a kind in brackets says what a number',
  'stands for: time is in milliseconds since 1970, and has a text beside it.',
  '',
  ...table(
    ['command', 'Java', 'what it does'],
    entries.map(({command, java, summary}) => [`[${command}](#${anchor(command)})`, java ?? '', summary]),
  ),
]
const watch = new Map()
for (const entry of entries) {
  const {command, summary, description, usage, examples, flags, results} = entry
  const own = flags.filter(({group, shared}) => !shared && (group === 'OPTIONS' || group === 'SAFETY'))
  for (const flag of flags) if (!flag.shared && flag.group === 'OUTPUT') watch.set(flag.name, flag)
  lines.push(`## ${command}`, '', summary, '')
  if (description) lines.push(...code(description))
  lines.push(...code(usage.join('\n')))
  if (own.length > 0) lines.push(...optionTable(own))
  const shown = examples.flatMap(({description, command}) => [...(description ? [`# ${description}`] : []), command])
  lines.push('Examples:', '', ...code(shown.join('\n'), 'sh'), effectOf(entry), '')
  for (const {when, shape} of results)
    lines.push(
      `Result${when ? ` with ${when}`.replace('with no ', 'without ') : ''}:`,
      '',
      ...code(typeText(shape, '', new Map()), 'ts'),
    )
}
const shared = entries.flatMap(({flags}) => flags.filter(flag => flag.shared))
const once = [...new Map(shared.map(flag => [flag.name, flag])).values()]
const ofGroup = group => optionTable(once.filter(flag => flag.group === group))
lines.push('## Options of every command', '', 'Form of the answer:', '', ...ofGroup('OUTPUT'))
lines.push('How to reach the cluster (not of commands that ask no server):', '', ...ofGroup('CONNECTION'))
lines.push('Of commands that only look:', '', ...optionTable([...watch.values()]))

const text = `${lines.join('\n').trimEnd()}\n`
const file = fileURLToPath(new URL('../docs/commands.md', import.meta.url))
if (process.argv.includes('--check')) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error('docs/commands.md is stale: run npm run build')
    process.exit(1)
  }
} else writeFileSync(file, text)
