/**
 * Which messages are wanted, as a user says it.
 *
 * ```
 * filter  ←  name ('=' | '!=') (text | '/' pattern '/' flags)
 * name    ←  'tag' | 'key' | 'body' | 'property.' …
 * ```
 *
 * A text is compared whole, in a body it is looked for. Of several keys one must fit; `!=` wants that none does, and also takes what has
 * no tag, key or property at all.
 */
import {UsageError} from '../errors.js'
import type {Message} from './message.js'

/** `bodyOf` gives the body as the text to look into. */
export type MessageFilter = (message: Message, bodyOf: (message: Message) => string) => boolean

const form = /^(tag|key|body|property\.[^=!]+)(!?=)(.*)$/s
const pattern = /^\/(.+)\/([a-z]*)$/s

/** Throws {@link UsageError}. */
export function parseFilter(text: string): MessageFilter {
  const [, name = '', operator, value = ''] = form.exec(text) ?? []
  if (operator === undefined)
    throw new UsageError(`'${text}' is not a filter`, {
      hint: "write tag=paid, key=order-1, property.tenant=acme, body=text or body='/pattern/i'; != for the contrary",
    })
  const fits = tester(text, value, {whole: name !== 'body'})
  const wanted = operator === '='
  if (name === 'body') return (message, bodyOf) => fits(bodyOf(message)) === wanted
  const texts = textsOf(name)
  return message => texts(message).some(fits) === wanted
}

/** All of them must fit. */
export const allFilters =
  (filters: readonly MessageFilter[]): MessageFilter =>
  (message, bodyOf) =>
    filters.every(filter => filter(message, bodyOf))

function textsOf(name: string): (message: Message) => readonly string[] {
  if (name === 'tag') return ({tags}) => (tags === undefined ? [] : [tags])
  if (name === 'key') return ({keys}) => keys
  const property = name.slice('property.'.length)
  return ({properties}) => {
    const value = properties.get(property)
    return value === undefined ? [] : [value]
  }
}

function tester(text: string, value: string, {whole}: {whole: boolean}): (candidate: string) => boolean {
  const [, source, flags] = pattern.exec(value) ?? []
  if (source === undefined) return whole ? candidate => candidate === value : candidate => candidate.includes(value)
  try {
    // g and y would go on from the last match
    const expression = new RegExp(source, (flags as string).replace(/[gy]/g, ''))
    return candidate => expression.test(candidate)
  } catch (error) {
    throw new UsageError(`'${text}' is not a filter: ${(error as Error).message}`, {cause: error})
  }
}
