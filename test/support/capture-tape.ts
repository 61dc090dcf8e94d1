/**
 * What our commands were answered for the lines of the captures, on clusters in the same state: a file for each cluster, an exchange
 * once however often it went over the wire. `npm run golden:captures` writes them anew.
 */
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import type {NamePairs} from './names.js'
import type {Exchange} from './tape.js'

/** Stands for the name server in the tapes: the replay listens anew each time. */
export const nameServerMark = '<name server>'

const folder = new URL('../fixtures/golden/captures/', import.meta.url)

export interface CaptureTape {
  /** Their addresses. */
  brokers: string[]
  /** What stands for names of the capture in the tape. */
  names: [captured: string, taped: string][]
  /** What our commands were told beside the line. */
  env?: Record<string, string>
  /** Brokers that did not answer. */
  silent: string[]
  /** When the line was run. */
  at: number
  exchanges: Exchange[]
}

interface TapeFile {
  /** By the id of the capture: which of the exchanges, in order. */
  lines: Record<string, number[]>
  brokers: string[]
  names: [string, string][]
  env: Record<string, Record<string, string>>
  silent?: Record<string, readonly string[]>
  at?: Record<string, number>
  exchanges: Exchange[]
}

export class CaptureTapes {
  private readonly files = readdirSync(fileURLToPath(folder))
    .filter(name => name.endsWith('.json'))
    .map(name => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as TapeFile)

  of(id: string): CaptureTape | undefined {
    const file = this.files.find(({lines}) => id in lines)
    if (file === undefined) return undefined
    const {brokers, names, env, silent, at, lines, exchanges} = file
    return {
      brokers,
      names,
      ...(env[id] && {env: env[id]}),
      silent: [...(silent?.[id] ?? [])],
      at: at?.[id] ?? Date.now(),
      exchanges: (lines[id] as number[]).map(at => exchanges[at] as Exchange),
    }
  }
}

interface PutOptions {
  env: Record<string, string> | undefined
  silent: readonly string[]
  at: number
}

/** Collects what is written to `captures/<name>.json`. */
export class TapeWriter {
  private readonly lines: Record<string, number[]> = {}
  private readonly texts = new Map<string, number>()
  private readonly env: TapeFile['env'] = {}
  private readonly at: Record<string, number> = {}
  private readonly silent: Record<string, readonly string[]> = {}

  put(id: string, exchanges: readonly Exchange[], {env, silent, at}: PutOptions): void {
    this.at[id] = at
    if (env) this.env[id] = env
    if (silent.length > 0) this.silent[id] = silent
    this.lines[id] = exchanges.map(exchange => {
      const text = JSON.stringify(exchange)
      const at = this.texts.get(text) ?? this.texts.size
      this.texts.set(text, at)
      return at
    })
  }

  write(name: string, brokers: readonly string[], names: NamePairs): void {
    mkdirSync(fileURLToPath(folder), {recursive: true})
    const lines = Object.entries(this.lines).map(([id, at]) => `${JSON.stringify(id)}:${JSON.stringify(at)}`)
    const head = `"brokers":${JSON.stringify(brokers)},\n"names":${JSON.stringify(names)},\n"env":${JSON.stringify(this.env)},\n"silent":${JSON.stringify(this.silent)},\n"at":${JSON.stringify(this.at)},\n`
    const text = `{${head}"lines":{\n${lines.join(',\n')}\n},\n"exchanges":[\n${[...this.texts.keys()].join(',\n')}\n]}\n`
    writeFileSync(new URL(`${name}.json`, folder), withoutFolders(text))
  }
}

/** Where the servers and the lines kept their files is of no interest, and another folder each time. */
const withoutFolders = (text: string) =>
  text
    .replaceAll(/\/[\w/.-]*mqadmin-java-\w+/g, '/srv/rocketmq')
    .replaceAll(/\/[\w/.-]*mqadmin-captures-\w+/g, '/srv/home')
