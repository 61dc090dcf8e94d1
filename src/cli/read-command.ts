/** Base of commands that only look: `perform` returns data, `view` and `classic` say how it is shown. */
import {asMqError, exitStatus, type MqError, UsageError} from '../errors.js'
import type {Format} from '../view/formats.js'
import {type AnyView, assertRenderable, type RenderOptions, render} from '../view/render.js'
import type {View} from '../view/view.js'
import {BaseCommand, type Layout} from './base-command.js'
import {watchFlags} from './flags.js'
import {print, printAll} from './io.js'
import {reportError} from './report-error.js'
import {Screen} from './screen.js'
import type {Session} from './session.js'

export type {FlagsOf, Layout} from './base-command.js'
export type {Session} from './session.js'

export abstract class ReadCommand<T> extends BaseCommand {
  static override baseFlags = {...BaseCommand.baseFlags, ...watchFlags}

  /** Fetches; does not print, colour or branch on the format. */
  // biome-ignore lint/suspicious/noExplicitAny: each command names its own flags with FlagsOf
  protected abstract perform(session: Session, flags: any): Promise<T> | T
  protected abstract readonly view: View<T>
  /** Java's bytes for the same data, where Java has the command. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  protected readonly classic?: (result: T, flags: any) => string | AsyncIterable<string>
  /** Only what would be done is wanted; `perform` tells it, and the session sends no write. */
  protected dryRun = false
  /** Shown on stderr when the result is an empty list and a person looks. */
  protected readonly empty: string = 'nothing found'

  layouts(): readonly Layout[] {
    return [{view: this.view as AnyView}]
  }

  async run(): Promise<void> {
    const flags = await this.readFlags()
    const acts = this.acts(flags)
    this.dryRun = flags['dry-run'] === true
    if (this.dryRun && !acts) throw new UsageError('this line only looks: --dry-run has nothing to try')
    if (acts && flags['watch'])
      throw new UsageError('--watch looks again and again: it goes with no option that changes something')
    if (acts && !this.dryRun) this.refuseReadOnly()
    if (this.shown !== 'classic') assertRenderable(this.shown, this.view, renderOptions(this, flags))
    const {effect} = this.constructor as typeof BaseCommand
    const session = this.openSession({dryRun: effect === 'read' && (this.dryRun || !acts)})
    if (this.dryRun && !flags['quiet']) this.note('dry run: nothing was sent')
    try {
      if (flags['watch']) await this.watch(session, flags)
      else await this.show(session, flags)
    } finally {
      await session.close()
    }
    if (session.partialFailure) throw session.partialFailure
  }

  /** Of what is shown again and again in one place, what is said meanwhile: it follows below. */
  private held: string[] | undefined

  protected override note(text: string): void {
    if (this.held === undefined) super.note(text)
    else this.held.push(text)
  }

  /** False when the reader is gone. */
  private async show(
    session: Session,
    flags: Record<string, unknown>,
    take?: (text: string) => void,
  ): Promise<boolean> {
    const result = await this.perform(session, flags)
    // all was said meanwhile
    if (result === undefined) return true
    if (Array.isArray(result) && result.length === 0 && this.io.stdout.isTTY && !flags['quiet']) this.note(this.empty)
    const text = await this.text(result, flags)
    if (take) {
      take(typeof text === 'string' ? text : await whole(text))
      return true
    }
    return typeof text === 'string' ? print(this.io.stdout, text) : printAll(this.io.stdout, text)
  }

  /** The answer as it is printed: a stream of rows comes row by row. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  protected async text(result: T, flags: any): Promise<string | AsyncIterable<string>> {
    const {shown} = this
    if (shown === 'classic') return this.classic?.(result, flags) ?? ''
    return render(shown, this.view, result, renderOptions(this, flags))
  }

  /** Classic only where Java has the command. */
  private get shown(): Format {
    return this.format === 'classic' && (this.dryRun || !this.classic) ? 'plain' : this.format
  }

  private async watch(session: Session, flags: Record<string, unknown>): Promise<void> {
    session.endless()
    const everyMs = (flags['every'] as number | undefined) ?? 2000
    const screen = this.io.stdout.isTTY && this.io.env['TERM'] !== 'dumb' ? new Screen(this.io.stdout) : undefined
    let latest = ''
    try {
      for (let first = true; ; first = false) {
        session.forgetFailures()
        this.held = screen && []
        const failure = await this.round(session, flags, screen && (text => (latest = text)))
        if (failure === 'reader gone') return
        // a wrong address will not mend itself
        if (first && failure) throw failure
        if (screen && !(await screen.draw(latest))) return
        const notes = this.held ?? []
        this.held = undefined
        for (const text of notes) this.note(text)
        for (const {target, error} of session.partialFailure?.failures ?? []) this.note(`${target}: ${error.message}`)
        if (failure) await print(this.io.stderr, reportError(failure, {json: this.format === 'json', verbose: false}))
        await pause(everyMs, session.signal)
      }
    } finally {
      this.held = undefined
      await screen?.close()
    }
  }

  /** Shows the answer once more, or hands its text over. That nobody could be reached is returned: it may be otherwise in the next round. */
  private async round(
    session: Session,
    flags: Record<string, unknown>,
    take: ((text: string) => void) | undefined,
  ): Promise<MqError | 'reader gone' | undefined> {
    try {
      return (await this.show(session, flags, take)) ? undefined : 'reader gone'
    } catch (thrown) {
      const error = asMqError(thrown)
      if (error.status !== exitStatus.unreachable) throw error
      return error
    }
  }
}

async function whole(parts: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const part of parts) text += part
  return text
}

export function renderOptions(command: BaseCommand, flags: Record<string, unknown>): RenderOptions {
  const columns = flags['columns'] as string | undefined
  return {
    color: command['color'],
    zone: command.settings?.zone,
    noHeader: flags['no-header'] === true,
    ...(command.io.stdout.columns ? {width: command.io.stdout.columns} : {}),
    ...(columns === undefined ? {} : {columns: splitColumns(columns)}),
  }
}

function splitColumns(text: string): string[] {
  const columns = text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
  if (columns.length === 0) throw new UsageError('--columns names no column')
  return columns
}

/** Rejects with the reason of the signal as soon as that is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const aborted = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted)
      resolve()
    }, ms)
    signal.addEventListener('abort', aborted, {once: true})
  })
}
