/** Runs what is in `bin` as a user does: a process of its own. It needs a build. */
import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {onTestFinished} from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
export const binFile = (name = 'mqadmin'): string => `${root}bin/${name}`

export interface ProcessOptions {
  env?: Readonly<Record<string, string>>
  cwd?: string
  /** Written to standard input, which then ends; without it that stays open. */
  stdin?: string
}

export class Running {
  stdout = ''
  stderr = ''
  private readonly ended: Promise<unknown>

  constructor(readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    this.ended = once(child, 'close')
  }

  /** What it printed and its status, as a shell tells it: 128 and the number of the signal that killed it. */
  async end(): Promise<{status: number; stdout: string; stderr: string}> {
    await this.ended
    const {exitCode, signalCode} = this.child
    const status = exitCode ?? 128 + ({SIGINT: 2, SIGKILL: 9, SIGTERM: 15}[signalCode as string] ?? 0)
    return {status, stdout: this.stdout, stderr: this.stderr}
  }

  /** Resolves as soon as standard output holds this. */
  async says(words: string | RegExp): Promise<void> {
    while (!(typeof words === 'string' ? this.stdout.includes(words) : words.test(this.stdout)))
      if (this.child.stdout) await Promise.race([once(this.child.stdout, 'data'), this.ended.then(() => gone(this))])
  }
}

function gone({stdout, stderr}: Running): never {
  throw new Error(`it ended before it said that:\n${stdout}\n${stderr}`)
}

export function start(argv: readonly string[], options: ProcessOptions = {}, bin = 'mqadmin'): Running {
  return run(process.execPath, [binFile(bin), ...argv], options)
}

/** A line of a shell, in which `$mqadmin` stands for the program. */
export const shell = (line: string, options: ProcessOptions = {}): Running =>
  run('bash', ['--norc', '-c', line], options)

export function run(program: string, argv: readonly string[], {env, cwd, stdin}: ProcessOptions): Running {
  if (!existsSync(`${root}dist/mqadmin.cjs`)) throw new Error('mqadmin is not built: npm run build')
  const child = spawn(program, argv, {
    cwd,
    env: {PATH: process.env['PATH'], mqadmin: `${process.execPath} ${binFile()}`, ...env},
    stdio: 'pipe',
  })
  child.stdin?.on('error', () => {})
  if (stdin !== undefined) child.stdin?.end(stdin)
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return new Running(child)
}
