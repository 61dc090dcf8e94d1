/** Questions on the terminal: asked on stderr, so that stdout holds the answer and nothing else. */
import {MqError} from '../errors.js'
import type {Io} from './io.js'

export async function askYes(io: Io, message: string): Promise<boolean> {
  const {go} = await ask<{go: boolean}>(io, {type: 'confirm', name: 'go', message, default: false})
  return go
}

/** With `needed`, an empty answer is none. */
export async function askText(io: Io, message: string, {needed = false} = {}): Promise<string> {
  const validate = (text: string) => !needed || text.trim() !== '' || 'it is needed'
  const {text} = await ask<{text: string}>(io, {type: 'input', name: 'text', message, validate})
  return text
}

/** One of a few. */
export async function askChoice(io: Io, message: string, choices: readonly Choice[]): Promise<string> {
  const {choice} = await ask<{choice: string}>(io, {type: 'select', name: 'choice', message, choices})
  return choice
}

/** One of many, found by typing a part of it; or what was typed, as the name of something new. */
export async function askName(io: Io, message: string, names: readonly string[]): Promise<string> {
  const source = (typed: string | undefined) => namesLike(names, typed?.trim() ?? '')
  const {name} = await ask<{name: string}>(io, {type: 'search', name: 'name', message, source})
  return name
}

/** Those that begin like it come first. Retry and other such topics only for who types their sign. */
export function namesLike(names: readonly string[], typed: string): Choice[] {
  const word = typed.toLowerCase()
  const at = (name: string) => name.toLowerCase().indexOf(word)
  const fitting = names.filter(name => at(name) >= 0 && (typed.startsWith('%') || !name.startsWith('%')))
  const sorted = [...fitting.filter(name => at(name) === 0), ...fitting.filter(name => at(name) > 0)]
  const found = sorted.sort((a, b) => Number(b === typed) - Number(a === typed)).map(value => ({value, name: value}))
  return typed === '' || names.includes(typed) ? found : [...found, {value: typed, name: `${typed} (as typed)`}]
}

/** Not shown while typed. */
export async function askSecret(io: Io, message: string): Promise<string> {
  const {secret} = await ask<{secret: string}>(io, {type: 'password', name: 'secret', message})
  return secret
}

export interface Choice {
  value: string
  name: string
}

interface Question {
  type: 'confirm' | 'input' | 'password' | 'select' | 'search'
  name: string
  message: string
  default?: boolean
  validate?: (text: string) => boolean | string
  choices?: readonly Choice[]
  source?: (typed: string | undefined) => Choice[]
}

async function ask<T extends object>(io: Io, question: Question): Promise<T> {
  const {default: inquirer} = await import('inquirer')
  const prompt = inquirer.createPromptModule({input: io.stdin, output: io.stderr, signal: io.signal})
  try {
    return (await prompt([question] as never)) as T
  } catch (error) {
    if (io.signal.aborted) throw io.signal.reason
    if ((error as Error).name === 'ExitPromptError') throw new MqError('INTERRUPTED', 'interrupted')
    throw error
  }
}
