/**
 * Captures of Java's mqadmin: what each line printed on a real cluster, as they stand in `test/fixtures/golden/captures-*.json`. Of help
 * texts only their first words are kept, of stack traces only the lines that say what happened.
 */
import {readFileSync} from 'node:fs'
import {javaTable} from '../../src/cli/argv/java-table.js'
import {commands} from '../../src/commands/index.js'

export interface Capture {
  id: string
  /** With the addresses and message ids of the cluster that was captured. */
  argv: string[]
  exit: number
  stdout: string
  stderr?: string
  /** What the cluster looked like. */
  state?: string
  /** What the command wrote: path → text. */
  files?: Record<string, string | {hex: string}>
  /** It would have gone on for ever. */
  killedAfterSeconds?: number
  /** The rest of standard output was not kept. */
  stdoutCutAtLine?: number
}

export type CaptureClass = 'usage' | 'failure' | 'answer'

/** How the commands say on standard output that they did not do it, with status 0. */
const failureLines: readonly RegExp[] = [
  /\[error\] Make sure the specified clusterName exists/,
  /^The sub command \S+ not exist\./,
  /^the file path .* does not exists$/m,
  /^updateTopicPerm error broker not exit or broker is not master!/,
  /^index type error, just support K for keys or T for tags/,
  /^Broker name must be set if the queue is chosen!/,
  /^Please (set|input) /,
  /^set the read mode error;/,
  /^switchTimerEngine engineType must be R or F/,
  /^miss dump log file name/,
  /^RocksDB (path is invalid|load error)/,
  /^rpc mode Invalid args/,
  /^get consumer runtime info for .* client failed/,
  /^Export broker records error/m,
  /check error, please check log/,
  /^false$/,
  /^clusterAddrTable is empty/,
  /^\[\S+\] error\.$/m,
  /^\S+ +error *$/m,
]

/** Computed, not chosen: a line that did not parse or was answered with a help text, one that failed, or one that was answered. */
export function classOf({exit, stdout, stderr = ''}: Pick<Capture, 'exit' | 'stdout' | 'stderr'>): CaptureClass {
  if (exit === 1 || /^(usage: mqadmin |The most commonly used mqadmin commands are:)/m.test(stdout)) return 'usage'
  if (/\b\w*(Exception|Error)\b/.test(stderr) || failureLines.some(line => line.test(stdout))) return 'failure'
  return 'answer'
}

export const readCaptures = (release: '5.5.0' | '4.9.8'): Capture[] =>
  JSON.parse(readFileSync(new URL(`../fixtures/golden/captures-${release}.json`, import.meta.url), 'utf8'))

/** It would have gone on. */
export const isEndless = ({killedAfterSeconds, exit}: Capture): boolean =>
  killedAfterSeconds !== undefined || exit === 143

/** Asks for help, or does not parse whatever the cluster is. */
export const isOfItself = ({id}: Capture): boolean =>
  /^(help|flag)\.|^(noargs$|unknown\.)|\.(h|unknownOption)$/.test(id)

const commandIds = new Map(Object.entries(javaTable).map(([id, {name}]) => [name.toLowerCase(), id]))

/** Whether there is a command of ours for Java's. */
export const hasCommand = (name: string): boolean => (commandIds.get(name.toLowerCase()) ?? '') in commands

/** Java's name of the command of a line, whatever its spelling. */
export const commandOf = ({argv}: Pick<Capture, 'argv'>): string => {
  const id = commandIds.get(argv[0]?.toLowerCase() ?? '')
  return (id !== undefined && javaTable[id]?.name) || (argv[0] ?? '')
}
