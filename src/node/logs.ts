/** The logs of a node's processes, merged. */
import {stat} from 'node:fs/promises'
import {followLines, lastLines} from './log-file.js'
import type {ProcessState} from './state.js'

export interface LogOptions {
  /** How many lines of the end of each log; 100. */
  lines?: number | undefined
  /** Only this process, e.g. `broker-a`. */
  process?: string | undefined
  follow?: boolean | undefined
  signal?: AbortSignal | undefined
}

export interface LogLine {
  process: string
  line: string
}

export async function* readLogs(processes: readonly ProcessState[], options: LogOptions): AsyncGenerator<LogLine> {
  const chosen = processes.filter(({id}) => options.process === undefined || id === options.process)
  const ends = await Promise.all(
    chosen.map(({log}) =>
      stat(log).then(
        ({size}) => size,
        () => 0,
      ),
    ),
  )
  for (const [index, {id, log}] of chosen.entries()) {
    for (const line of await lastLines(log, options.lines ?? 100, ends[index])) yield {process: id, line}
  }
  if (!options.follow) return
  const stop = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal
  const followed = chosen.map(({id, log}, index) => ({id, lines: followLines(log, ends[index] as number, signal)}))
  const next = ({id, lines}: (typeof followed)[number]) =>
    lines.next().then(({value, done}) => ({source: id, value, done: done === true}))
  const pending = new Map(followed.map(each => [each.id, next(each)]))
  try {
    while (pending.size > 0) {
      const {source, value, done} = await Promise.race(pending.values())
      const from = followed.find(({id}) => id === source)
      if (done || !from) pending.delete(source)
      else {
        yield {process: source, line: value as string}
        pending.set(source, next(from))
      }
    }
  } finally {
    stop.abort()
  }
}
