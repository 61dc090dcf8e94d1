// Writes docs/commands.md from the compiled commands in dist/. `--check` only compares.
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {javaCommand} from '../dist/cli/argv/java-commands.js'
import {commandHelp, sharedHelp} from '../dist/cli/command-help.js'
import {connectionFlags, outputFlags, watchFlags} from '../dist/cli/flags.js'
import {commands} from '../dist/commands/index.js'

const ids = Object.keys(commands)
const spoken = id => id.replaceAll(':', ' ')
const anchor = id => id.replaceAll(':', '-')

const lines = [
  '# Commands',
  '',
  'Written by `npm run build` from the commands themselves. Every command also has the options at the end of this page.',
  '',
  '| command | Java | what it does |',
  '|---|---|---|',
  ...ids.map(id => `| [${spoken(id)}](#${anchor(id)}) | ${javaCommand(id)?.name ?? ''} | ${commands[id].summary} |`),
  '',
]
for (const id of ids) {
  const {default: Command} = await commands[id].load()
  lines.push(`## ${spoken(id)}`, '', '```', commandHelp(id, Command, {shared: false}).trimEnd(), '```', '')
}
lines.push('## Options of every command', '', '```', sharedHelp({...connectionFlags, ...outputFlags}), '```', '')
lines.push('Commands that only look have these too:', '', '```', sharedHelp(watchFlags), '```', '')

const text = lines.join('\n')
const file = fileURLToPath(new URL('../docs/commands.md', import.meta.url))
if (process.argv.includes('--check')) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error('docs/commands.md is stale: run npm run build')
    process.exit(1)
  }
} else writeFileSync(file, text)
