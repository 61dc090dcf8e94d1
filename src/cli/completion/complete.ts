/**
 * What the completion scripts of the shells ask: `mqadmin __complete [--new-word] -- WORDS…`, where the last word is the one under the
 * cursor. One candidate a line, with its summary behind a tab; `:files` where the shell shall offer files. `--new-word` stands for an
 * empty last word, which PowerShell cannot hand over. It is silent and ends with 0, whatever is wrong.
 */
import {exitStatus} from '../../errors.js'
import {type Io, print} from '../io.js'
import type {CommandTable} from '../main.js'
import {candidates} from './candidates.js'

const filesMark = ':files'

export async function complete(line: readonly string[], io: Io, commands: CommandTable): Promise<number> {
  const end = line.indexOf('--')
  const words = line.slice(end + 1)
  if (line.slice(0, Math.max(end, 0)).includes('--new-word')) words.push('')
  try {
    const found = await candidates(words, io, commands)
    const text =
      found === 'files'
        ? `${filesMark}\n`
        : found.map(({word, about}) => `${word}${about === undefined ? '' : `\t${about}`}\n`).join('')
    await print(io.stdout, text)
  } catch {
    // a shell that shows an error in the middle of a line helps nobody
  }
  return exitStatus.done
}
