// Writes src/commands/index.ts: command id → summary and loader, from the files in src/commands. `--check` only compares.
import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join, relative, sep} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('../src/commands/', import.meta.url))
const files = readdirSync(root, {recursive: true, withFileTypes: true})
  .filter(entry => entry.isFile() && entry.name.endsWith('.ts') && entry.name !== 'index.ts')
  .map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/').replace(/\.ts$/, ''))
  .sort()

const lines = files.map(file => {
  const id = file.replaceAll('/', ':')
  const summary = /static override summary =\s+'((?:[^'\\]|\\.)*)'/.exec(
    readFileSync(join(root, `${file}.ts`), 'utf8'),
  )?.[1]
  if (summary === undefined) throw new Error(`src/commands/${file}.ts has no summary in single quotes`)
  // as the formatter breaks lines
  const value = summary.length + "    summary: '',".length > 120 ? `\n      '${summary}'` : ` '${summary}'`
  return `  ${/[^a-z]/.test(id) ? `'${id}'` : id}: {\n    summary:${value},\n    load: () => import('./${file}.js'),\n  },`
})
const text = `// Written by scripts/commands-index.mjs from the files beside it.\nimport type {CommandTable} from '../cli/main.js'\n\nexport const commands: CommandTable = {\n${lines.join('\n')}\n}\n`

const target = join(root, 'index.ts')
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('src/commands/index.ts is stale: run node scripts/commands-index.mjs')
    process.exit(1)
  }
} else writeFileSync(target, text)
