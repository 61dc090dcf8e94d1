/** Every command that a hint, an explanation or a page of the docs tells somebody to type can be typed, with the flags it says. */
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {describe, expect, it} from 'vitest'
import {findCommand, findNoun} from '../../src/cli/argv/names.js'
import {load} from '../../src/cli/main.js'
import {commands} from '../../src/commands/index.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const ids = Object.keys(commands)

/** `mqadmin`, its words and the flags behind them. */
const line = /\bmqadmin(?: (?!mqadmin)[A-Za-z][\w-]*| --[a-z][\w-]*)+/g
const comment = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm

interface Named {
  file: string
  text: string
}

const namedIn = (file: string, text: string): Named[] => [...text.matchAll(line)].map(([text]) => ({file, text}))

const inSources = readdirSync(join(root, 'src'), {recursive: true, encoding: 'utf8'})
  .filter(file => file.endsWith('.ts'))
  .flatMap(file => namedIn(file, readFileSync(join(root, 'src', file), 'utf8').replaceAll(comment, '')))

const pages = ['README.md', ...readdirSync(join(root, 'docs')).map(file => join('docs', file))]
const inPages = pages
  .filter(file => file.endsWith('.md') && existsSync(join(root, file)))
  .flatMap(file => {
    const text = readFileSync(join(root, file), 'utf8')
    const code = [...text.matchAll(/^```[\s\S]*?^```|`[^`\n]+`/gm)].map(([code]) => code.replaceAll(/^#.*$/gm, ''))
    return code.flatMap(code => namedIn(file, code))
  })

/** What is wrong with a line; undefined when nothing is. */
async function fault({text}: Named): Promise<string | undefined> {
  const words = text.replace(/^mqadmin (--context \S+ )?/, '').split(' ')
  const names = words.filter(word => !word.startsWith('-'))
  const [first = ''] = names
  if (names.length === 0 || first === 'help' || first === 'version') return undefined
  const found = findCommand(names, ids)
  if (found === undefined) return findNoun(names, ids) === undefined ? 'no such command' : undefined
  const {flags, baseFlags} = await load(commands, found.id)
  const known = new Set([...Object.keys({...flags, ...baseFlags}), 'help'])
  const unknown = words.filter(
    word => word.startsWith('--') && !known.has(word.slice(2)) && !known.has(word.replace('--no-', '')),
  )
  return found.java || unknown.length === 0 ? undefined : `no flag ${unknown}`
}

/** Where the program is the subject of a sentence, not the first word of a line. */
const sentences =
  /^mqadmin (for|prints|does|writes|uses|takes|from|and|is|found|honours|or|connects|in|itself|as|of|with|has|to|can)\b/

/** What the embedded broker and its certificates are called, and what stands for any name in the overview. */
const noLines = ['mqadmin embedded', 'mqadmin node authority', 'mqadmin NOUN VERB', 'mqadmin NAME']

describe.each([
  ['the sources', inSources],
  ['the pages', inPages],
])('%s', (_, named) => {
  it('name only lines that can be typed', async () => {
    expect(named.length).toBeGreaterThan(20)
    const faults = await Promise.all(
      named
        .filter(({text}) => !sentences.test(text) && !noLines.includes(text))
        .map(async one => ({...one, fault: await fault(one)})),
    )
    expect(faults.filter(({fault}) => fault !== undefined)).toEqual([])
  })
})
