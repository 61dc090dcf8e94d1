/** What every command has: its session, its settings and its place to print. The two bases below it add reading and writing. */
import {Command, type Interfaces} from '@oclif/core'
import {UsageError} from '../errors.js'
import type {Effect} from '../protocol/request.js'
import type {Format} from '../view/formats.js'
import type {AnyView} from '../view/render.js'
import {connectionFlags, outputFlags} from './flags.js'
import {type Io, print, processIo, wantsColor} from './io.js'
import {Session} from './session.js'
import {resolveSettings, type SettingFlags, type Settings} from './settings.js'

/** How the command was called: by Java's name (`topicList`) or by ours. */
export interface Invocation {
  typedName: string
  byJavaName: boolean
}

/** One way an answer is laid out, and the flags with which it is: `--client-ip`. Without them it always may be. */
export interface Layout {
  when?: string
  view: AnyView
}

export type FlagsOf<C extends typeof Command> = Interfaces.InferredFlags<C['flags'] & (typeof BaseCommand)['baseFlags']>

export abstract class BaseCommand extends Command {
  /** What running it does to the cluster; copied into the manifest. */
  static effect: Effect = 'read'
  /** Flags that make a command change something that otherwise only looks: it does where all of one of these sets are given. */
  static writesWith: readonly (readonly string[])[] = []
  /** The flag that a bare word stands for: `topic get orders`. */
  static subject?: string

  static override baseFlags = {...connectionFlags, ...outputFlags}

  io: Io = processIo(new AbortController().signal)
  invocation: Invocation = {typedName: '', byJavaName: false}

  /** For reporting an error after the fact: set as soon as they are known. */
  settings: Settings | undefined
  verbose = false

  abstract override run(): Promise<void>
  /** For the catalogue: every layout that an answer may have. */
  abstract layouts(): readonly Layout[]

  protected async readFlags(): Promise<Record<string, unknown>> {
    const {flags} = await this.parse(this.constructor as typeof BaseCommand)
    this.verbose = flags['verbose'] === true
    this.settings = await this.settingsFor(flags)
    return flags
  }

  protected settingsFor(flags: SettingFlags): Promise<Settings> {
    return resolveSettings(flags, this.io)
  }

  protected openSession(options: {dryRun?: boolean} = {}): Session {
    const onExchange = this.verbose
      ? ({address, request, elapsedMs, responseCode, error}: import('../remoting/remoting.js').Exchange) =>
          this.note(`${request} ${address} ${error ?? responseCode} ${elapsedMs} ms`)
      : undefined
    return new Session(this.settings as Settings, this.io, {...options, ...(onExchange ? {onExchange} : {})})
  }

  /** The format to print in: what was asked for, else table for eyes, classic under Java's names, plain in pipes. */
  protected get format(): Format {
    return this.settings?.output ?? (this.io.stdout.isTTY ? 'table' : this.invocation.byJavaName ? 'classic' : 'plain')
  }

  /** A line on stderr: warnings, notes, progress. */
  protected note(text: string): void {
    void print(this.io.stderr, `${text}\n`)
  }

  /** To be called before anything is sent that changes something. */
  protected refuseReadOnly(): void {
    const context = this.settings?.context
    if (context?.readOnly) throw new UsageError(`context '${context.name}' is read-only`, {code: 'READ_ONLY'})
  }

  /** Whether this line has flags that make it change something. */
  protected acts(flags: Record<string, unknown>): boolean {
    const given = (flag: string) => flags[flag] !== undefined && flags[flag] !== false
    return (this.constructor as typeof BaseCommand).writesWith.some(set => set.every(given))
  }

  protected get color(): boolean {
    return wantsColor(this.io.stdout, this.io.env)
  }
}
