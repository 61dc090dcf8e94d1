/** A catalog made of Java's commands, with flags as our commands declare them, and a few commands that Java lacks. */
import {type Adapted, adapt, type Catalog, type OwnCommand} from '../../../src/cli/argv/adapt.js'
import {type JavaCommand, javaCommand, javaCommands} from '../../../src/cli/argv/java-commands.js'
import type {OwnFlags} from '../../../src/cli/argv/option-set.js'
import {UsageError} from '../../../src/errors.js'

const globals: OwnFlags = {
  namesrvAddr: {type: 'option'},
  output: {type: 'option'},
  quiet: {type: 'boolean'},
  utc: {type: 'boolean', allowNo: true},
  'no-header': {type: 'boolean'},
  watch: {type: 'boolean'},
  every: {type: 'option'},
  'request-timeout': {type: 'option'},
  'dry-run': {type: 'boolean'},
}

const subjects: Readonly<Record<string, string>> = {
  'topic:set': 'topic',
  'message:get': 'message-id',
  'topic:get': 'topic',
  'node:stop': 'name',
  explain: 'code',
}

const moreFlags: Readonly<Record<string, OwnFlags>> = {
  'topic:get': {topic: {type: 'option'}},
  'offset:reset': {to: {type: 'option'}},
  'message:send': {property: {type: 'option', multiple: true, aliases: ['prop']}},
  'node:stop': {name: {type: 'option', multiple: true}},
  explain: {code: {type: 'option'}},
}

function flagsOf(java: JavaCommand | undefined): OwnFlags {
  const flags: Record<string, OwnFlags[string]> = {}
  for (const {flag, kind} of java?.options ?? []) {
    if (flag === 'help' || flag in globals) continue
    flags[flag] = kind === 'value' ? {type: 'option'} : {type: 'boolean', allowNo: kind === 'boolean'}
  }
  return flags
}

export const catalog: Catalog = {
  ids: [...javaCommands().map(({id}) => id), 'topic:get', 'node:start', 'node:stop', 'explain'],
  globals,
  command: (id): OwnCommand => ({flags: {...flagsOf(javaCommand(id)), ...moreFlags[id]}, subject: subjects[id]}),
}

/** A line as it is typed; an array where words hold spaces or are empty. */
const wordsOf = (line: string | readonly string[]): readonly string[] =>
  typeof line === 'string' ? line.split(' ').filter(word => word !== '') : line

export const adapted = (line: string | readonly string[]): Adapted => adapt(wordsOf(line), catalog)

/** What oclif would be given; fails if the line does not run a command. */
export function tokens(line: string | readonly string[]): string[] {
  const result = adapted(line)
  if (result.kind !== 'run') throw new Error(`${JSON.stringify(line)} gave ${JSON.stringify(result)}`)
  return result.argv
}

/** `message => hint` of the usage error that a line must end in. */
export function usageError(line: string | readonly string[]): string {
  try {
    adapted(line)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return `${error.message} => ${error.hint}`
  }
  throw new Error(`${JSON.stringify(line)} was accepted`)
}
