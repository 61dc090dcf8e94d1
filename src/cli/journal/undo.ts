/** Reads the changes of an entry back as changes, and turns them round. */
import type {Admin} from '../../admin/admin.js'
import {type Restorer, restorers, type Thing} from '../../admin/restore.js'
import {type Answers, fanOut} from '../../cluster/fan-out.js'
import {MqError} from '../../errors.js'
import {any} from '../../schema.js'
import {type Change, differences, same} from '../change.js'
import type {JournalChange, JournalEntry} from './entry.js'

/** What a kept change did, one text a field. */
export function differencesOf({thing, target, before, after}: JournalChange): string[] {
  if (thing === undefined) return []
  if (after === undefined) return ['deleted']
  return differences({target: {label: target}, before, after}, any())
}

/** The way back from one entry. `NOT_UNDOABLE` where there is none. */
export class Undo {
  private readonly things = new Map<string, Thing>()
  private readonly restorer: Restorer<unknown>

  constructor(
    private readonly entry: JournalEntry,
    /** Puts back also what was changed again since. */
    private readonly force: boolean,
  ) {
    for (const {target, thing} of entry.changes) if (thing !== undefined) this.things.set(target, thing)
    const [kind] = new Set([...this.things.values()].map(({kind}) => kind))
    if (kind === undefined) throw new MqError('NOT_UNDOABLE', `'${entry.command}' is nothing that can be put back`)
    this.restorer = restorers[kind]
  }

  get shape(): Restorer<unknown>['shape'] {
    return this.restorer.shape
  }

  /** Whether planning again tells that it was done. */
  get readBack(): boolean {
    return this.restorer.looksItself !== true
  }

  thing(label: string): Thing {
    return this.things.get(label) as Thing
  }

  /** Looks at each target. Fails with `CHANGED_SINCE` where it is not as the entry left it. */
  async plan(admin: Admin): Promise<Answers<Change<unknown>>> {
    const {changes, command} = this.entry
    // what may have been done is looked at as well: where it was not, nothing is left to do
    const concerned = changes.filter(({target, done}) => this.things.has(target) && done !== false)
    if (concerned.length === 0) throw new MqError('NOT_UNDOABLE', `'${command}' changed nothing: all of it failed`)
    const {answers, failures} = await fanOut(
      concerned,
      ({target}) => target,
      change => this.turned(admin, change),
    )
    return {answers: answers.filter(change => change !== undefined), failures}
  }

  async apply(admin: Admin, change: Change<unknown>): Promise<void> {
    await this.restorer.apply(admin, this.thing(change.target.label), change)
  }

  private async turned(admin: Admin, change: JournalChange): Promise<Change<unknown> | undefined> {
    const {target: label, place} = change
    const [then, left] = [change.before, change.after].map(raw =>
      raw === undefined ? undefined : this.shape.read(raw, label),
    )
    const back = await this.restorer.plan(admin, this.thing(label), place as {label: string}, then)
    if (back === undefined) return undefined
    const {before: now, after} = back
    const asExpected = this.isSame(now, left) || this.isSame(now, after)
    if (!asExpected && !this.force)
      throw new MqError('CHANGED_SINCE', `${label} was changed since: ${this.sinceThen(label, left, now)}`)
    if (back.loses !== undefined && !this.force)
      throw new MqError('CHANGED_SINCE', `${label} has got ${back.loses} since, which would go with it`)
    return {target: {...back.target, label}, before: now, after}
  }

  private isSame(a: unknown, b: unknown): boolean {
    return a === undefined || b === undefined ? a === b : same(this.shape, a, b)
  }

  private sinceThen(label: string, left: unknown, now: unknown): string {
    if (now === undefined) return 'it is not there any more'
    return differences({target: {label}, before: left, after: now}, this.shape).join(', ')
  }
}
