/** Questions on the terminal: asked on stderr, so that stdout holds the answer and nothing else. */
import {MqError} from '../errors.js'
import type {Io} from './io.js'

export async function askYes(io: Io, message: string): Promise<boolean> {
  const {go} = await ask<{go: boolean}>(io, {type: 'confirm', name: 'go', message, default: false})
  return go
}

export async function askText(io: Io, message: string): Promise<string> {
  const {text} = await ask<{text: string}>(io, {type: 'input', name: 'text', message})
  return text
}

/** Not shown while typed. */
export async function askSecret(io: Io, message: string): Promise<string> {
  const {secret} = await ask<{secret: string}>(io, {type: 'password', name: 'secret', message})
  return secret
}

interface Question {
  type: 'confirm' | 'input' | 'password'
  name: string
  message: string
  default?: boolean
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
