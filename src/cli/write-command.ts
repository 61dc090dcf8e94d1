/**
 * Base of commands that change something. A command says what it would do (`plan`, reads only) and how to do one change
 * (`apply`); preview, dry run, question, fan-out and read-back are done here, once for all.
 */
import {Flags} from '@oclif/core'
import type {Thing} from '../admin/restore.js'
import {asMqError, type Failure, MqError, PartialError, UsageError} from '../errors.js'
import {type Field, list, type ObjectField, object, oneOf, optional, type Shape, str} from '../schema.js'
import type {Format} from '../view/formats.js'
import {type AnyView, assertRenderable, render} from '../view/render.js'
import {rows} from '../view/rows.js'
import type {ColumnOf, View} from '../view/view.js'
import {askText, askYes} from './ask.js'
import {BaseCommand, type Layout} from './base-command.js'
import {
  applyAll,
  type Change,
  differences,
  isDue,
  type Labelled,
  type Meaning,
  notApplied,
  notReadBack,
  type Outcome,
  outcomeOf,
  outcomes,
} from './change.js'
import {dryRunFlag} from './flags.js'
import {isInteractive, print, printAll} from './io.js'
import {JournalRecord} from './journal/record.js'
import {renderOptions} from './read-command.js'
import type {Session} from './session.js'
import type {Settings} from './settings.js'

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

/** What is under way in one run. */
interface Run<T, G extends Labelled, R> {
  session: Session
  flags: Record<string, unknown>
  planned: {change: Change<T, G>; outcome: Outcome}[]
  due: Change<T, G>[]
  results: Map<Change<T, G>, R>
}

const doneOf = <T, G extends Labelled, R>(
  {planned, results}: Run<T, G, R>,
  wanted: (change: Change<T, G>) => boolean,
): Done<T, G, R>[] =>
  planned
    .filter(({change}) => wanted(change))
    .map(({change, outcome}) => ({change, outcome, result: results.get(change)}))

/** What is told of each target; JSON has the whole state before and after. */
const doneRow = <T>(state: Field<T>, more: Shape = {}) =>
  object('Done', {
    target: str(),
    outcome: oneOf(...outcomes),
    changes: list(str()),
    ...more,
    before: optional(state),
    after: optional(state),
  })

export abstract class WriteCommand<T, G extends Labelled = Labelled, R = unknown> extends BaseCommand {
  static override effect: 'write' | 'destroy' = 'write'

  static override baseFlags = {
    ...BaseCommand.baseFlags,
    'dry-run': dryRunFlag,
  }

  /** Reads the cluster and lists every target with its state before and after. Sends no write. */
  // biome-ignore lint/suspicious/noExplicitAny: each command names its own flags with FlagsOf
  protected abstract plan(session: Session, flags: any): Promise<Change<T, G>[]>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  protected abstract apply(session: Session, change: Change<T, G>, flags: any): Promise<R>
  /** The shape of the state, for preview, comparison and read-back. */
  protected abstract readonly shape: Field<T>
  /** What Java prints. `undone` are the labels of targets that failed: a line about all of them is true only without any. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  protected readonly classic?: (done: Done<T, G, R>[], flags: any, undone: readonly string[]) => string
  /** Java has a dry run too, and prints something for it. */
  protected readonly classicDryRun: boolean = false
  /** Shown instead of target, outcome and changes where what `apply` returned says it all. */
  protected readonly results?: View<R[]>
  /** False where planning again cannot tell whether it was done, as when sending a message. */
  protected readBack: boolean = true
  /** What changes mean, told with them, and of all together before they are made. */
  protected readonly meaning?: Meaning<T, G>
  /** What a change is about, by which the journal can put it back; undefined where nothing can be. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  protected thing(_change: Change<T, G>, _flags: any): Thing | undefined {
    return undefined
  }
  /** Id of the journal entry that this write puts back. */
  protected undoes: string | undefined
  /** What to try when reading back shows that a server did not do what it said yes to. */
  protected readonly unprovenHint?: string
  /** Sends changes one after the other where their order matters. */
  protected readonly sequential: boolean = false

  layouts(): readonly Layout[] {
    const tried = {when: '--dry-run', view: this.answer(true)}
    return this.results ? [{view: this.answer(false)}, tried] : [{view: this.answer(false)}]
  }

  async run(): Promise<void> {
    const flags = await this.readFlags()
    const dryRun = flags['dry-run'] === true
    const shown = this.shown(dryRun)
    if (shown !== 'classic') assertRenderable(shown, this.answer(dryRun), renderOptions(this, flags))
    if (!dryRun) this.refuseReadOnly()
    const session = this.openSession({dryRun})
    const failures: Failure[] = []
    try {
      const changes = await this.plan(session, flags)
      failures.push(...session.takeFailures())
      const planned = changes.map(change => ({change, outcome: outcomeOf(change, this.shape)}))
      this.mindAbsent(planned, flags)
      const due = planned.filter(({change, outcome}) => change.always || isDue(outcome)).map(({change}) => change)
      if (!dryRun && due.length > 0) await session.unhurried(() => this.confirm(due, flags))
      const run: Run<T, G, R> = {session, flags, planned, due, results: new Map()}
      if (!dryRun && due.length > 0) {
        const record = await this.record(run)
        const applied = this.applyDue(run, failures.length > 0)
        const undone = await applied.catch(error => this.brokenOff(run, record, error))
        await record.end(run.results, undone)
        failures.push(...undone)
      }
      const done = doneOf(run, change => dryRun || !due.includes(change) || run.results.has(change))
      const [first] = failures
      if (done.length > 0 || first === undefined)
        await this.show(done, flags, {dryRun, undone: failures.map(({target}) => target)})
      if (first !== undefined)
        throw failures.length > 1 || done.length > 0 ? new PartialError(failures, done.length) : first.error
    } finally {
      await session.close()
    }
  }

  /** Puts into `results` what was done and, where that can be, read back. */
  private async applyDue(run: Run<T, G, R>, incomplete: boolean): Promise<Failure[]> {
    const {session, flags, due, results} = run
    const apply = async (change: Change<T, G>) => {
      results.set(change, await this.apply(session, change, flags))
    }
    const limit = this.sequential ? 1 : undefined
    const {failures} = await applyAll(due, apply, {limit, incomplete})
    if (!this.readBack || results.size === 0) return failures
    const unproven = await this.unproven(run)
    const labels = new Set(unproven.map(({target}) => target))
    for (const change of [...results.keys()]) if (labels.has(change.target.label)) results.delete(change)
    return [...failures, ...unproven]
  }

  /** Interrupted: what was accepted until then is told all the same. */
  private async brokenOff(run: Run<T, G, R>, record: JournalRecord<T, G>, error: unknown): Promise<never> {
    const {results, due, flags} = run
    await record.end(results, [])
    if (results.size > 0) {
      this.note(`${results.size} of ${due.length} were accepted before that`)
      const accepted = doneOf(run, change => results.has(change))
      const undone = due.filter(change => !results.has(change)).map(({target}) => target.label)
      await this.show(accepted, flags, {undone})
    }
    throw error
  }

  /** Begins the entry of the journal. That a journal cannot be written is said, and does not stop anybody from mending a cluster. */
  private record({flags, due, planned}: Run<T, G, R>): Promise<JournalRecord<T, G>> {
    const {context, nameServers} = this.settings as Settings
    return JournalRecord.begin(due, {
      env: this.io.env,
      command: this.lineInShort(flags),
      context: context?.name,
      nameServers: nameServers.join(';'),
      undoes: this.undoes,
      thingOf: change => this.thing(change, flags),
      outcomeOf: change => planned.find(one => one.change === change)?.outcome ?? 'changed',
      onTrouble: text => this.note(text),
    })
  }

  private async unproven({session, flags, results}: Run<T, G, R>): Promise<Failure[]> {
    const applied = [...results.keys()]
    const labels = applied.map(({target}) => target.label)
    try {
      const again = await this.plan(session, flags)
      const failed = session.takeFailures().filter(({target}) => labels.includes(target))
      return [
        ...notApplied(again, applied, this.shape, this.unprovenHint),
        ...failed.map(({target, error}) => notReadBack(target, error)),
      ]
    } catch (thrown) {
      const error = asMqError(thrown)
      if (error.code === 'INTERRUPTED') throw error
      return labels.map(label => notReadBack(label, error))
    }
  }

  private shown(dryRun: boolean): Format {
    return this.format === 'classic' && ((dryRun && !this.classicDryRun) || !this.classic) ? 'plain' : this.format
  }

  private answer(dryRun: boolean): AnyView {
    return this.results && !dryRun ? this.results : this.doneView()
  }

  private doneView(): AnyView {
    const more = this.meaning?.fields ?? {}
    const columns: ColumnOf<Shape>[] = ['target', 'outcome', 'changes', ...Object.keys(more)]
    return rows(doneRow(this.shape, more) as ObjectField<Shape>, columns, {sort: ['target', 'outcome', 'changes']})
  }

  private async show(
    done: Done<T, G, R>[],
    flags: Record<string, unknown>,
    {dryRun = false, undone}: {dryRun?: boolean; undone: readonly string[]},
  ): Promise<void> {
    if (dryRun && !flags['quiet']) {
      this.note('dry run: nothing was sent')
      const meant = this.meaning?.inWords(done.map(({change}) => change))
      if (meant !== undefined) this.note(`it would ${meant}`)
    }
    const shown = this.shown(dryRun)
    if (shown === 'classic') {
      await print(this.io.stdout, this.classic?.(done, flags, undone) ?? '')
      return
    }
    const answer = this.results && !dryRun ? done.map(({result}) => result) : done.map(one => this.rowOf(one))
    const text = await render<unknown>(shown, this.answer(dryRun) as View<unknown>, answer, renderOptions(this, flags))
    if (typeof text === 'string') await print(this.io.stdout, text)
    else await printAll(this.io.stdout, text)
  }

  private rowOf({change, outcome}: Done<T, G, R>) {
    const {before, after} = change
    return {
      target: change.target.label,
      outcome,
      changes: outcome === 'changed' || outcome === 'created' ? differences(change, this.shape) : [],
      ...this.meaning?.of(change),
      ...(before === undefined ? {} : {before}),
      ...(after === undefined ? {} : {after}),
    }
  }

  private mindAbsent(planned: {change: Change<T, G>; outcome: Outcome}[], flags: Record<string, unknown>): void {
    const absent = planned.filter(({outcome}) => outcome === 'absent')
    if (absent.length === 0) return
    const where = absent.map(({change}) => change.target.label).join(', ')
    if (flags['must-exist'] && absent.length === planned.length)
      throw new MqError('NOT_FOUND', `already absent: ${where}`)
    if (!flags['quiet']) this.note(`already absent: ${where}`)
  }

  /** `topic delete orders`: targets are called after brokers, and do not say what goes. */
  protected lineInShort(flags: Record<string, unknown>): string {
    const {subject} = this.constructor as typeof BaseCommand
    const named = subject === undefined ? undefined : flags[subject]
    return [this.invocation.typedName, ...(typeof named === 'string' ? [named] : [])].join(' ')
  }

  /** Resolves when it may go on. Only what destroys has something to ask. */
  protected async confirm(_due: Change<T, G>[], _flags: Record<string, unknown>): Promise<void> {}
}

/** A write that takes something away: it asks first, and minds what is absent. */
export abstract class DestroyCommand<T, G extends Labelled = Labelled, R = unknown> extends WriteCommand<T, G, R> {
  static override effect = 'destroy' as const

  static override baseFlags = {
    ...WriteCommand.baseFlags,
    yes: Flags.boolean({summary: 'Go ahead without asking.', helpGroup: 'SAFETY'}),
    'must-exist': Flags.boolean({summary: 'Fail when what is to be deleted is already absent.', helpGroup: 'SAFETY'}),
    confirm: Flags.string({
      summary: 'The name of the protected context that this is meant for.',
      helpValue: 'CONTEXT',
      helpGroup: 'SAFETY',
    }),
  }

  /** Only a person is asked; scripts under Java's names go ahead, under ours they must say --yes, in a protected context its name. */
  protected override async confirm(due: Change<T, G>[], flags: Record<string, unknown>): Promise<void> {
    const {context} = this.settings as Settings
    const guarded = context?.protected ? context.name : undefined
    const meant = flags['confirm']
    if (meant !== undefined && meant !== context?.name)
      throw new UsageError(
        `--confirm says '${meant}', but ${context ? `the context is '${context.name}'` : 'there is no context'}`,
      )
    if (guarded !== undefined ? meant === guarded : flags['yes']) return
    const targets = due.map(({target}) => target.label).join(', ')
    const line = this.lineInShort(flags)
    const inWords = this.meaning?.inWords(due)
    if (!isInteractive(this.io)) {
      if (this.invocation.byJavaName && guarded === undefined) return
      const hint = guarded === undefined ? undefined : `the context is protected: add --confirm ${guarded} to go ahead`
      const what = `${line} would change: ${targets}${inWords === undefined ? '' : `; it would ${inWords}`}`
      throw new UsageError(what, {code: 'CONFIRMATION_NEEDED', hint})
    }
    this.note(`${line}:`)
    for (const change of due) {
      const lines = change.after === undefined ? ['will be deleted'] : differences(change, this.shape)
      const means = this.meaning?.inWords([change])
      this.note(`  ${change.target.label}: ${[...lines, ...(means === undefined ? [] : [means])].join(', ')}`)
    }
    if (inWords !== undefined && due.length > 1) this.note(`  all together: ${inWords}`)
    const go =
      guarded === undefined
        ? await askYes(this.io, 'Go ahead?')
        : (await askText(this.io, `Type the name of the context (${guarded}) to go ahead:`)) === guarded
    if (!go) throw new MqError('DECLINED', 'nothing was changed')
  }
}
