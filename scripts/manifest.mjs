// Writes oclif.manifest.json from the compiled commands in dist/. `--check` only compares.
import {readFileSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {javaCommand} from '../dist/cli/argv/java-commands.js'
import {commands} from '../dist/commands/index.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const {version} = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

const flagOf = ([name, flag]) => [
  name,
  {
    name,
    type: flag.type,
    summary: flag.summary,
    ...(flag.description ? {description: flag.description} : {}),
    ...(flag.helpGroup ? {helpGroup: flag.helpGroup} : {}),
    ...(flag.helpValue ? {helpValue: flag.helpValue} : {}),
    ...(flag.required ? {required: true} : {}),
    ...(flag.multiple ? {multiple: true} : {}),
    ...(flag.allowNo ? {allowNo: true} : {}),
    ...(flag.options ? {options: flag.options} : {}),
    ...(flag.exclusive ? {exclusive: flag.exclusive} : {}),
    ...(flag.dependsOn ? {dependsOn: flag.dependsOn} : {}),
    ...(flag.default === undefined || typeof flag.default === 'function' ? {} : {default: flag.default}),
    ...(flag.type === 'option' ? {hasDynamicHelp: false} : {}),
  },
]

const entries = []
for (const [id, {load}] of Object.entries(commands)) {
  const {default: Command} = await load()
  const java = javaCommand(id)
  entries.push([
    id,
    {
      id,
      summary: Command.summary,
      ...(Command.description ? {description: Command.description} : {}),
      aliases: java ? [java.name, ...java.aliases] : [],
      hiddenAliases: [],
      args: {},
      ...(Command.subject ? {subject: Command.subject} : {}),
      effect: Command.effect,
      ...(Command.writesWith.length > 0 ? {writesWith: Command.writesWith} : {}),
      examples: Command.examples ?? [],
      flags: Object.fromEntries(Object.entries({...Command.flags, ...Command.baseFlags}).map(flagOf)),
      hasDynamicHelp: false,
      pluginName: 'mqadmin',
      pluginType: 'core',
      strict: true,
      isESM: true,
      relativePath: ['dist', 'commands', ...id.split(':')].map((part, i, all) =>
        i === all.length - 1 ? `${part}.js` : part,
      ),
    },
  ])
}

const text = `${JSON.stringify({commands: Object.fromEntries(entries), version}, null, 2)}\n`
const file = `${root}oclif.manifest.json`
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== text) {
    console.error('oclif.manifest.json is stale: run npm run build')
    process.exit(1)
  }
} else writeFileSync(file, text)
