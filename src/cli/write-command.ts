/**
 * Base of commands that change something. A command says what it would do (`plan`, reads only) and how to do one change
 * (`apply`); preview, dry run, question, fan-out and read-back are done here, once for all.
 */
import {Flags} from '@oclif/core'
import {MqError, UsageError} from '../errors.js'
import {type Field, object, oneOf, optional, str} from '../schema.js'
import {render} from '../view/render.js'
import {rows} from '../view/rows.js'
import type {View} from '../view/view.js'
import {BaseCommand} from './base-command.js'
import {
  applyAll,
  type Change,
  differences,
  isDue,
  type Labelled,
  notApplied,
  type Outcome,
  outcomeOf,
} from './change.js'
import {isInteractive, print} from './io.js'
import {renderOptions} from './read-command.js'
import type {Session} from './session.js'

export type {FlagsOf} from './base-command.js'
export type {Change} from './change.js'
export type {Session} from './session.js'

/** One target of a write, done or, in a dry run, as it would be. */
export interface Done<T, G extends Labelled = Labelled, R = unknown> {
  change: Change<T, G>
  outcome: Outcome
  /** What `apply` returned; undefined where nothing had to be done. */
  result: R | undefined
}

const doneRow = object('Done', {
  target: str(),
  outcome: oneOf('created', 'changed', 'deleted', 'unchanged', 'absent'),
  changes: optional(str()),
})

export abstract class WriteCommand<T, G extends Labelled = Labelled, R = unknown> extends BaseCommand {
  static override effect: 'write' | 'destroy' = 'write'

  static override baseFlags = {
    ...BaseCommand.baseFlags,
    'dry-run': Flags.boolean({summary: 'Show what would change and send no write.', helpGroup: 'SAFETY'}),
    yes: Flags.boolean({summary: 'Go ahead without asking.', helpGroup: 'SAFETY'}),
    'must-exist': Flags.boolean({summary: 'Fail when what is to be deleted is already absent.', helpGroup: 'SAFETY'}),
  }

  /** Reads the cluster and lists every target with its state before and after. Sends no write. */
  // biome-ignore lint/suspicious/noExplicitAny: each command names its own flags with FlagsOf
  protected abstract plan(session: Session, flags: any): Promise<Change<T, G>[]>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  protected abstract apply(session: Session, change: Change<T, G>, flags: any): Promise<R>
  /** The shape of the state, for preview, comparison and read-back. */
  protected abstract readonly shape: Field<T>
  /** What Java prints when all went well. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  protected readonly classic?: (done: Done<T, G, R>[], flags: any) => string
  /** How the outcome is shown where it is more than target, outcome and changes. */
  protected readonly view?: View<Done<T, G, R>[]>
  /** Shown instead of target, outcome and changes where what `apply` returned says it all. */
  protected readonly results?: View<R[]>
  /** False where planning again cannot tell whether it was done, as when sending a message. */
  protected readonly readBack: boolean = true
  /** Sends changes one after the other where their order matters. */
  protected readonly sequential: boolean = false

  async run(): Promise<void> {
    const flags = await this.readFlags()
    const dryRun = flags['dry-run'] === true
    const session = this.openSession({dryRun})
    try {
      if (!dryRun) this.refuseReadOnly()
      const planned = (await this.plan(session, flags)).map(change => ({
        change,
        outcome: outcomeOf(change, this.shape),
      }))
      this.mindAbsent(planned, flags)
      const due = planned.filter(({outcome}) => isDue(outcome)).map(({change}) => change)
      if (!dryRun && due.length > 0) await this.confirm(due, flags)
      const applied = dryRun ? [] : await this.applyDue(session, due, flags)
      const results = new Map(applied.map(({change, result}) => [change, result]))
      const done = planned
        .filter(({change, outcome}) => dryRun || !isDue(outcome) || results.has(change))
        .map(({change, outcome}) => ({change, outcome, result: results.get(change)}))
      await this.show(done, flags, dryRun)
    } finally {
      await session.close()
    }
    if (session.partialFailure) throw session.partialFailure
  }

  private async applyDue(session: Session, due: Change<T, G>[], flags: Record<string, unknown>) {
    const apply = (change: Change<T, G>) => this.apply(session, change, flags)
    const applied = session.collect(await applyAll(due, apply, this.sequential ? 1 : undefined))
    if (!this.readBack || applied.length === 0) return applied
    const failures = notApplied(
      await this.plan(session, flags),
      applied.map(({change}) => change),
      this.shape,
    )
    const failed = new Set(failures.map(failure => failure.target))
    return session.collect({answers: applied.filter(({change}) => !failed.has(change.target.label)), failures})
  }

  private async show(done: Done<T, G, R>[], flags: Record<string, unknown>, dryRun: boolean): Promise<void> {
    const {format} = this
    if (format === 'classic' && this.classic && !dryRun) {
      await print(this.io.stdout, this.classic(done, flags))
      return
    }
    if (dryRun && !flags['quiet']) this.note('dry run: nothing was sent')
    const shown = format === 'classic' ? 'plain' : format
    const options = renderOptions(this, flags)
    const text =
      this.results && !dryRun
        ? await render(shown, this.results, done.map(({result}) => result) as R[], options)
        : this.view && !dryRun
          ? await render(shown, this.view, done, options)
          : await render(shown, rows(doneRow, ['target', 'outcome', 'changes']), this.doneRows(done), options)
    if (typeof text === 'string') await print(this.io.stdout, text)
    else for await (const part of text) await print(this.io.stdout, part)
  }

  private doneRows(done: Done<T, G, R>[]) {
    return done.map(({change, outcome}) => {
      const changes = outcome === 'changed' || outcome === 'created' ? differences(change, this.shape).join(', ') : ''
      return {target: change.target.label, outcome, ...(changes === '' ? {} : {changes})}
    })
  }

  private mindAbsent(planned: {change: Change<T, G>; outcome: Outcome}[], flags: Record<string, unknown>): void {
    const absent = planned.filter(({outcome}) => outcome === 'absent')
    if (absent.length === 0) return
    const where = absent.map(({change}) => change.target.label).join(', ')
    if (flags['must-exist'] && absent.length === planned.length)
      throw new MqError('NOT_FOUND', `already absent: ${where}`)
    if (!flags['quiet']) this.note(`already absent: ${where}`)
  }

  /** Only what destroys asks, and only a person; scripts under Java's names go ahead, under ours they must say --yes. */
  private async confirm(due: Change<T, G>[], flags: Record<string, unknown>): Promise<void> {
    const {effect} = this.constructor as typeof WriteCommand
    if (effect !== 'destroy' || flags['yes']) return
    if (!isInteractive(this.io)) {
      if (this.invocation.byJavaName) return
      throw new UsageError(`this would change: ${due.map(({target}) => target.label).join(', ')}`, {
        code: 'CONFIRMATION_NEEDED',
      })
    }
    for (const change of due) {
      const lines = change.after === undefined ? ['will be deleted'] : differences(change, this.shape)
      this.note(`${change.target.label}: ${lines.join(', ')}`)
    }
    const {default: inquirer} = await import('inquirer')
    const {go} = await inquirer.prompt<{go: boolean}>([
      {type: 'confirm', name: 'go', message: 'Go ahead?', default: false},
    ])
    if (!go) throw new MqError('INTERRUPTED', 'nothing was changed')
  }
}
