/** Base of commands that wait until something is as it should be: they look again and again, and end with 5 when the time is out. */
import {mayPass, type Seen} from '../admin/conditions.js'
import {asMqError, MqError} from '../errors.js'
import {bool, duration, type Infer, object, str} from '../schema.js'
import {record} from '../view/rows.js'
import {BaseCommand} from './base-command.js'
import {durationFlag} from './flags.js'
import {spinner} from './progress.js'
import {pause, ReadCommand, type Session} from './read-command.js'

export type {FlagsOf} from './base-command.js'
export type {Session} from './session.js'

const waited = object('Waited', {
  /** What was waited for: `topic orders`. */
  what: str(),
  condition: str(),
  met: bool(),
  /** How it was at last. */
  seen: str(),
  elapsed: duration(),
})
type Waited = Infer<typeof waited>

export abstract class WaitCommand extends ReadCommand<Waited> {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    every: durationFlag({summary: 'Pause between two looks.', description: 'Without it: 500ms.'}),
  } as unknown as typeof ReadCommand.baseFlags

  /** `topic orders`. */
  // biome-ignore lint/suspicious/noExplicitAny: each command names its own flags with FlagsOf
  protected abstract what(flags: any): string
  // biome-ignore lint/suspicious/noExplicitAny: as above
  protected abstract look(session: Session, flags: any): Promise<Seen>

  protected override async perform(session: Session, flags: {for: string; every?: number; quiet?: boolean}) {
    const startedAt = Date.now()
    const what = this.what(flags)
    const condition = flags.for
    const spinning = await spinner(this.io, flags.quiet === true)
    let seen = 'nothing answered yet'
    try {
      for (;;) {
        const {met, seen: now} = await this.lookOnce(session, flags)
        if (!session.signal.aborted) seen = now
        if (met) return {what, condition, met, seen, elapsed: Date.now() - startedAt}
        spinning.tell({text: `${what} ${condition}: ${seen}`})
        await pause(flags.every ?? 500, session.signal)
      }
    } catch (thrown) {
      const error = asMqError(thrown)
      if (error !== session.signal.reason || error.code !== 'TIMEOUT') throw error
      throw new MqError('TIMEOUT', `${what}: waited ${session.settings.timeoutMs} ms for '${condition}': ${seen}`, {
        hint: 'a longer --timeout gives it more time; 0 waits for ever',
      })
    } finally {
      spinning.stop()
    }
  }

  private async lookOnce(session: Session, flags: unknown): Promise<Seen> {
    try {
      return await this.look(session, flags)
    } catch (thrown) {
      const error = asMqError(thrown)
      if (session.signal.aborted) throw session.signal.reason
      if (!mayPass(error)) throw error
      return {met: false, seen: error.message}
    }
  }

  protected override readonly view = record(waited)
}
