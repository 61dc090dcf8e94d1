/**
 * Base of commands that ask no server: what they work on is on this machine or in the program. They take the form of their output
 * from flags and environment only, so they run whatever state the contexts are in.
 */
import {outputFlags, watchFlags} from './flags.js'
import type {Io} from './io.js'
import {ReadCommand} from './read-command.js'
import {localSettings, type SettingFlags, type Settings} from './settings.js'

export type {FlagsOf} from './base-command.js'

export abstract class LocalCommand<T> extends ReadCommand<T> {
  // fewer flags than the base has: where no server is asked there is nothing to say about reaching one
  static override baseFlags = {...outputFlags, ...watchFlags} as typeof ReadCommand.baseFlags

  protected override async settingsFor(flags: SettingFlags): Promise<Settings> {
    return localSettings(flags, this.io)
  }

  /** The first argument is a session that needs no cluster. */
  protected abstract override perform(session: {io: Io}, flags: unknown): Promise<T> | T
}

/** One that changes files of this machine: nothing to watch. */
export abstract class LocalChangeCommand<T> extends LocalCommand<T> {
  static override baseFlags = outputFlags as typeof ReadCommand.baseFlags
}
