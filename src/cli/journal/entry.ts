/** What the journal keeps of one write: enough to show what it did, and to put back what it changed. */
import {restorers, thing} from '../../admin/restore.js'
import {any, bool, count, type Infer, list, object, oneOf, optional, str, time} from '../../schema.js'
import {type Change, type Labelled, outcomes} from '../change.js'

export const journalChange = object('JournalChange', {
  target: str(),
  outcome: oneOf(...outcomes),
  /** Missing where that is not known: its answer was lost, or it was accepted and could not be read back. */
  done: optional(bool()),
  error: optional(str()),
  /** Missing where nothing can be put back, as with a message that was sent. */
  thing: optional(thing),
  /** The target as the restorer of the thing needs it. */
  place: optional(any()),
  before: optional(any()),
  after: optional(any()),
})
export type JournalChange = Infer<typeof journalChange>

export const journalStates = ['begun', 'done', 'partly done', 'failed'] as const

export const journalEntry = object('JournalEntry', {
  /** Sorts by time. */
  id: str(),
  time: time(),
  /** As it was typed, with what it was about: `topic set orders`. */
  command: str(),
  context: optional(str()),
  nameServers: str(),
  /** `begun` for ever: it was interrupted, and what it did is not known. */
  state: oneOf(...journalStates),
  /** How many targets; of what cannot be put back only the first hundred are kept. */
  targets: count(),
  changes: list(journalChange),
  /** Id of the entry that this one put back. */
  undoes: optional(str()),
})
export type JournalEntry = Infer<typeof journalEntry>

const keptWithoutThing = 100

/** The changes of a write before any of them is sent. */
export function keptChanges<T, G extends Labelled>(
  changes: readonly Change<T, G>[],
  thingOf: (change: Change<T, G>) => JournalChange['thing'],
  outcomeOf: (change: Change<T, G>) => JournalChange['outcome'],
): JournalChange[] {
  return changes
    .map(change => ({change, about: thingOf(change)}))
    .filter(({about}, index) => about !== undefined || index < keptWithoutThing)
    .map(({change, about}) => {
      const kept = {target: change.target.label, outcome: outcomeOf(change)}
      if (about === undefined) return kept
      const state = (value: T | undefined) => value && (restorers[about.kind].shape.write(value) as unknown)
      const {target, before, after} = change
      return {...kept, thing: about, place: target, before: state(before), after: state(after)}
    })
}
