/**
 * The entry: adapts the command line, loads the one command asked for and runs it. Nobody else
 * decides the exit status.
 */
import type {Config} from '@oclif/core'
import {exitStatus, MqError, UsageError} from '../errors.js'
import {type Adapted, adapt, type Catalog, commandNamed} from './argv/adapt.js'
import {MissingOptions} from './argv/required.js'
import type {BaseCommand} from './base-command.js'
import {connectionFlags, outputFlags} from './flags.js'
import {type Io, isInteractive, print, processIo} from './io.js'
import {fromOclif} from './parse-error.js'
import {reportError} from './report-error.js'

export type CommandClass = (new (argv: string[], config: Config) => BaseCommand) & typeof BaseCommand
/** Command id → what it does and how to load it; written by `scripts/commands-index.mjs`. */
export type CommandTable = Readonly<Record<string, {summary: string; load: () => Promise<{default: unknown}>}>>

/** Runs one command line and returns its exit status. */
export async function main(argv: readonly string[], io: Io, commands: CommandTable): Promise<number> {
  let command: BaseCommand | undefined
  try {
    if (argv[0] === '__complete') {
      const {complete} = await import('./completion/complete.js')
      return await complete(argv.slice(1), io, commands)
    }
    const names = {ids: Object.keys(commands), globals: {...connectionFlags, ...outputFlags}}
    const id = commandNamed(argv, names)
    const Command = id === undefined ? undefined : await load(commands, id)
    const catalog: Catalog = {...names, command: asked => (asked === id && Command ? own(Command) : undefined)}
    const adapted = await adaptOrAsk(argv, catalog, io)
    if (adapted.kind === 'unknown') throw unknownCommand(adapted)
    if (adapted.kind !== 'run') {
      const {help} = await import('./help.js')
      return await help(adapted, io, commands)
    }
    if (Command === undefined) throw new MqError('INTERNAL', `${adapted.id} was not loaded`)
    command = new Command(adapted.argv, standIn(io))
    command.id = adapted.id
    command.io = io
    command.invocation = {typedName: adapted.typedName, byJavaName: adapted.java !== undefined}
    await command.run()
    return exitStatus.done
  } catch (thrown) {
    const error = io.signal.aborted
      ? (io.signal.reason as MqError)
      : fromOclif(thrown, `mqadmin ${command?.invocation.typedName} -h`)
    const output = command?.settings?.output ?? askedOutput(argv, io)
    const options = {json: output === 'json' || output === 'ndjson', verbose: command?.verbose ?? false}
    // where even that cannot be written, the status is all there is to say
    await print(io.stderr, reportError(error, options)).catch(() => false)
    return error.status
  }
}

/** A person is asked for what the line lacks; a script is told. */
async function adaptOrAsk(argv: readonly string[], catalog: Catalog, io: Io): Promise<Adapted> {
  try {
    return adapt(argv, catalog)
  } catch (error) {
    const {run} = error instanceof MissingOptions ? error : {}
    if (run === undefined || run.argv.includes('--quiet') || !isInteractive(io)) throw error
    const {askMissing} = await import('./ask-missing.js')
    return await askMissing(error as MissingOptions, {...catalog.globals, ...catalog.command(run.id)?.flags}, io)
  }
}

function unknownCommand({typed, suggestions}: Extract<Adapted, {kind: 'unknown'}>): UsageError {
  const guess = suggestions.length > 0 ? `did you mean ${suggestions.join(', ')}? ` : ''
  return new UsageError(`there is no command '${typed}'`, {hint: `${guess}mqadmin help lists the commands`})
}

export async function load(commands: CommandTable, id: string): Promise<CommandClass> {
  const module = await commands[id]?.load()
  return module?.default as CommandClass
}

const own = (command: CommandClass) => ({flags: {...command.baseFlags, ...command.flags}, subject: command.subject})

/** Runs the process's own command line. */
export function runProcess(argv: readonly string[], commands: CommandTable): Promise<void> {
  // where in the code an error came from is only told with --verbose, and is most of what an error costs
  if (!argv.includes('--verbose')) Error.stackTraceLimit = 0
  return asProcess(io => main(argv, io, commands))
}

/** Gives the process's streams and signals to `run`, and its status to the process. A second signal ends at once. */
export async function asProcess(run: (io: Io) => Promise<number>): Promise<void> {
  const interrupt = new AbortController()
  const interrupted = () => {
    if (interrupt.signal.aborted) process.exit(exitStatus.interrupted)
    interrupt.abort(new MqError('INTERRUPTED', 'interrupted'))
  }
  process.on('SIGINT', interrupted)
  process.on('SIGTERM', interrupted)
  process.exitCode = await run(processIo(interrupt.signal))
  process.off('SIGINT', interrupted)
  process.off('SIGTERM', interrupted)
}

/** What a command asks of oclif's `Config` while it parses; loading the real one costs more than the whole command. */
function standIn(io: Io): Config {
  return {
    bin: 'mqadmin',
    name: 'mqadmin',
    userAgent: 'mqadmin',
    runHook: async () => ({successes: [], failures: []}),
    scopedEnvVar: (name: string) => io.env[`MQADMIN_${name}`],
    scopedEnvVarKey: (name: string) => `MQADMIN_${name}`,
    scopedEnvVarKeys: (name: string) => [`MQADMIN_${name}`],
    scopedEnvVarTrue: () => false,
  } as unknown as Config
}

function askedOutput(argv: readonly string[], io: Io): string | undefined {
  const at = argv.findIndex(word => word === '--output' || word.startsWith('--output='))
  if (at < 0) return io.env['MQADMIN_OUTPUT']
  return argv[at]?.includes('=') ? argv[at].split('=')[1] : argv[at + 1]
}
