/** Flags and values that the commands of users and access rules share. */
import {Flags} from '@oclif/core'
import {UsageError} from '../errors.js'
import {contentOf} from './content.js'
import type {Io} from './io.js'

/** Masters are asked: each has what it has by itself. */
export const askedFlags = {
  cluster: Flags.string({summary: 'Every master of this cluster.', exclusive: ['broker']}),
  broker: Flags.string({summary: 'This broker only, by name or host:port.'}),
}

/** Slaves do not follow their master in this. */
export const changedFlags = {
  cluster: Flags.string({summary: 'Every broker of this cluster, slaves too.', exclusive: ['broker']}),
  broker: Flags.string({summary: 'This broker only, by name (its slaves too) or host:port.'}),
}

/** One of a few words, in any letter case as in Java. */
export const wordFlag = (words: readonly string[]) =>
  Flags.custom<string>({
    helpValue: words.join('|'),
    parse: async (text, _context, {name}) => wordOf(text, words, name),
  })

/** Several of a few words, with commas between. */
export const wordsFlag = (words: readonly string[]) =>
  Flags.custom<string[]>({
    helpValue: 'WORD,WORD',
    parse: async (text, _context, {name}) => [...new Set(partsOf(text, name).map(part => wordOf(part, words, name)))],
  })

/** Several values with commas between; an empty text is none. */
export const partsFlag = Flags.custom<string[]>({
  helpValue: 'VALUE,VALUE',
  parse: async (text, _context, {name}) => (text.trim() === '' ? [] : partsOf(text, name)),
})

function wordOf(text: string, words: readonly string[], flag: string): string {
  const found = words.find(word => word.toLowerCase() === text.trim().toLowerCase())
  if (found !== undefined) return found
  throw new UsageError(`--${flag} does not know '${text}'`, {hint: `it is one of: ${words.join(', ')}`})
}

function partsOf(text: string, flag: string): string[] {
  const parts = text.split(',').map(part => part.trim())
  if (!parts.includes('')) return parts
  throw new UsageError(`--${flag} has nothing between two commas: '${text}'`)
}

/** A secret as it is typed under Java's names; under ours also `@FILE` or `-`, whose last line end does not count. */
export async function secretOf(value: string, io: Io, {literal}: {literal: boolean}): Promise<string> {
  const text = literal ? value : (await contentOf(value, io)).toString('utf8').replace(/\r?\n$/, '')
  if (text === '') throw new UsageError('the secret is empty')
  return text
}
