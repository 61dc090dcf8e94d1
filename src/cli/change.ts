/**
 * A write as data: a list of changes, each with its target, the state before and the state wanted. Preview, dry run, fan-out
 * and read-back are functions over that list.
 */
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {type Failure, MqError} from '../errors.js'
import {writeJson} from '../protocol/json.js'
import type {Field, Shape} from '../schema.js'

export interface Change<T, G extends Labelled = Labelled> {
  target: G
  /** Undefined: it does not exist. */
  before: T | undefined
  /** Undefined: it shall not exist. */
  after: T | undefined
  /** Lower phases are done first; where one failed, the later ones are left undone. 0 when not given. */
  phase?: number
  /** Done though nothing differs: the server may be behind what its clients have. */
  always?: boolean
}

/** What changes mean beside what they change, such as messages that are passed over. */
export interface Meaning<T, G extends Labelled> {
  /** Fields of the answer, target by target, and their values. */
  fields: Shape
  of(change: Change<T, G>): Readonly<Record<string, unknown>>
  /** In words, of one change or of all together; undefined where there is nothing to say. */
  inWords(changes: readonly Change<T, G>[]): string | undefined
}

export interface Labelled {
  label: string
}

export const outcomes = ['created', 'changed', 'deleted', 'unchanged', 'absent'] as const
export type Outcome = (typeof outcomes)[number]

/** What a change would do. */
export function outcomeOf<T>(change: Change<T>, shape: Field<T>): Outcome {
  if (change.after === undefined) return change.before === undefined ? 'absent' : 'deleted'
  if (change.before === undefined) return 'created'
  return same(shape, change.before, change.after) ? 'unchanged' : 'changed'
}

export const isDue = (outcome: Outcome): boolean => outcome !== 'unchanged' && outcome !== 'absent'

interface ApplyOptions {
  /** Most targets at a time. */
  limit?: number | undefined
  /** Planning failed for some target: only what comes first is done. */
  incomplete?: boolean
}

/** Applies what is due: phase by phase, all targets of a phase at once with a bound. */
export async function applyAll<T, G extends Labelled, R>(
  changes: readonly Change<T, G>[],
  apply: (change: Change<T, G>) => Promise<R>,
  {limit, incomplete = false}: ApplyOptions = {},
): Promise<Answers<{change: Change<T, G>; result: R}>> {
  const all: Answers<{change: Change<T, G>; result: R}> = {answers: [], failures: []}
  const phases = [...new Set(changes.map(({phase}) => phase ?? 0))].sort((a, b) => a - b)
  for (const phase of phases) {
    const now = changes.filter(change => (change.phase ?? 0) === phase)
    if (all.failures.length > 0 || (incomplete && phase > 0)) {
      all.failures.push(
        ...now.map(({target}) => ({
          target: target.label,
          error: new MqError('NOT_TRIED', `${target.label} was left as it is, since an earlier step failed`),
        })),
      )
      continue
    }
    const {answers, failures} = await fanOut(
      now,
      change => change.target.label,
      async change => ({change, result: await apply(change)}),
      limit,
    )
    all.answers.push(...answers)
    all.failures.push(...failures)
  }
  return all
}

/** Read-back: planning again must find nothing left. Returns what a server said yes to but did not do; `hint` is what to try then. */
export function notApplied<T, G extends Labelled>(
  again: readonly Change<T, G>[],
  applied: readonly Change<T, G>[],
  shape: Field<T>,
  hint?: string,
): Failure[] {
  const targets = new Set(applied.map(change => change.target.label))
  return again
    .filter(change => targets.has(change.target.label) && isDue(outcomeOf(change, shape)))
    .map(change => ({
      target: change.target.label,
      error: new MqError('NOT_APPLIED', `${change.target.label} accepted the change but ${leftOf(change, shape)}`, {
        hint,
      }),
    }))
}

/** It said yes; whether it did it is not known, since reading it back failed. */
export const notReadBack = (target: string, error: MqError): Failure => ({
  target,
  error: new MqError(error.code, `${target} accepted the change, but it could not be read back: ${error.message}`, {
    facts: error.facts,
    cause: error,
    hint: error.hint,
  }),
})

function leftOf<T>(change: Change<T>, shape: Field<T>): string {
  if (change.after === undefined) return 'still has what was to be deleted'
  return `still has ${differences(change, shape).join(', ') || 'the old state'}`
}

/** One text a field: `perm: 6 → 4`, or `perm=6` where nothing was before. */
export function differences<T>(change: Change<T>, shape: Field<T>): string[] {
  const before = flat(shape, change.before)
  const after = flat(shape, change.after)
  const names = [...new Set([...before.keys(), ...after.keys()])].filter(name => before.get(name) !== after.get(name))
  const shared = sharedPrefix([...before.keys(), ...after.keys()])
  return names.map(name => {
    const shown = name.slice(shared)
    return change.before === undefined
      ? `${shown}=${after.get(name)}`
      : `${shown}: ${before.get(name) ?? '-'} → ${after.get(name) ?? '-'}`
  })
}

/** Length of the property that all names begin with, `config.`; 0 where they differ. */
function sharedPrefix(names: string[]): number {
  const [first = ''] = names
  const length = first.indexOf('.') + 1
  return names.every(name => name.startsWith(first.slice(0, length))) ? length : 0
}

export const same = <T>(shape: Field<T>, a: T, b: T): boolean => {
  const [left, right] = [flat(shape, a), flat(shape, b)]
  return left.size === right.size && [...left].every(([name, value]) => right.get(name) === value)
}

/** Every leaf by its dotted name, so that the order of keys does not matter. */
function flat<T>(shape: Field<T>, value: T | undefined): Map<string, string> {
  const leaves = new Map<string, string>()
  const visit = (node: unknown, path: string) => {
    if (node === undefined || node === null) return
    if (node instanceof Map) for (const [key, item] of node) visit(item, join(path, String(key)))
    else if (typeof node === 'object' && !Array.isArray(node) && !Buffer.isBuffer(node))
      for (const [key, item] of Object.entries(node)) visit(item, join(path, key))
    else leaves.set(path || 'value', typeof node === 'string' ? node : writeJson(node))
  }
  if (value !== undefined) visit(shape.write(value), '')
  return leaves
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)
