/** Looks up what a number or name of an error means: of a response, of Java's clients, or of our own. */
import {type ErrorCode, errorTable, UsageError} from '../errors.js'
import {clientExplanations, type Explanation, explanations, explanations49} from '../protocol/explanations.js'
import {type ResponseName, responseCode} from '../protocol/response-code.js'
import {bool, type Infer, int, list, object, optional, str} from '../schema.js'
import {errorExplanations} from './error-explanations.js'

const text = {meaning: str(), causes: list(str()), cures: list(str())}

export const responseEntry = object('ResponseExplanation', {code: int(), name: str(), ...text})
export const errorEntry = object('ErrorExplanation', {
  name: str(),
  /** Exit status of a command that ends with it. */
  exitStatus: int(),
  /** The same call may be repeated when nothing had been sent. */
  retriable: bool(),
  ...text,
})

/** A number or name may stand for several things: each has its place. */
export const explained = object('Explained', {
  /** A response code, as brokers 5.x mean it. */
  response: optional(responseEntry),
  /** The same number from a broker 4.9, where that means something else. */
  response49: optional(responseEntry),
  /** An error that Java's clients make themselves. */
  client: optional(responseEntry),
  /** An error of this program, as `code` in the JSON of errors. */
  error: optional(errorEntry),
})
export type Explained = Infer<typeof explained>

/** Throws {@link UsageError} for what nobody has named. */
export function explain(asked: string): Explained {
  const code = /^(?:CODE_)?(-?\d+)$/i.exec(asked.trim())?.[1]
  const name = asked
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_')
  const found: Explained = {
    response: entryIn(responses(), code, name),
    response49: entryIn(named(explanations49), code, name),
    client: entryIn(named(clientExplanations), code, name),
    error: code === undefined && Object.hasOwn(errorTable, name) ? errorOf(name as ErrorCode) : undefined,
  }
  // the other meaning of the same number belongs to the answer
  const shared = found.response49?.code ?? found.response?.code
  if (shared !== undefined) {
    found.response ??= entryIn(responses(), String(shared), '')
    found.response49 ??= entryIn(named(explanations49), String(shared), '')
  }
  if (Object.values(found).some(entry => entry !== undefined)) return found
  throw new UsageError(`'${asked}' is neither a response code nor an error`, {hint: similar(name)})
}

interface Entry extends Explanation {
  code: number
  name: string
}

const responses = (): Entry[] =>
  Object.entries(responseCode).map(([name, code]) => ({code, name, ...explanations[name as ResponseName]}))

const named = (table: Readonly<Record<string, Explanation & {code: number}>>): Entry[] =>
  Object.entries(table).map(([name, entry]) => ({name, ...entry}))

function entryIn(entries: readonly Entry[], code: string | undefined, name: string) {
  const entry = entries.find(entry => (code === undefined ? entry.name === name : entry.code === Number(code)))
  return entry && {...entry, causes: [...entry.causes], cures: [...entry.cures]}
}

function errorOf(name: ErrorCode) {
  const {status, retriable} = errorTable[name]
  const {meaning, causes, cures} = errorExplanations[name]
  return {name, exitStatus: status, retriable, meaning, causes: [...causes], cures: [...cures]}
}

function similar(name: string): string {
  const all = [responseCode, explanations49, clientExplanations, errorTable].flatMap(table => Object.keys(table))
  const words = name.split('_').filter(word => word.length > 2)
  const close = all.filter(known => words.some(word => known.includes(word)))
  return close.length > 0
    ? `known names like it: ${close.slice(0, 6).join(', ')}`
    : 'give a number (17) or a name (TOPIC_NOT_EXIST)'
}
