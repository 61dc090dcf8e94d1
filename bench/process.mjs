// Times whole processes: wall, CPU and peak memory, several commands in turn so that a drifting machine hits all alike.
import {spawn} from 'node:child_process'
import {readFileSync} from 'node:fs'

/** One run: milliseconds until the first output and until the end, CPU milliseconds, peak resident MiB (Linux). */
export async function once({command, args, env}) {
  const started = process.hrtime.bigint()
  const since = () => Number(process.hrtime.bigint() - started) / 1e6
  // bash's own `time` has the kernel's account of the finished child
  const script = 'TIMEFORMAT="%U %S"; time "$@" 2>/dev/null'
  const child = spawn('bash', ['-c', script, 'bash', command, ...args], {
    env: {...process.env, ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let first
  let accounted = ''
  let peak = 0
  child.stdout.on('data', () => {
    first ??= since()
  })
  child.stderr.on('data', chunk => {
    accounted += chunk
  })
  const poll = setInterval(() => {
    for (const pid of childrenOf(child.pid)) peak = Math.max(peak, highWater(pid))
  }, 2)
  const status = await new Promise(resolve => child.on('close', resolve))
  clearInterval(poll)
  const [user = 0, system = 0] = accounted.trim().split('\n').at(-1).split(' ').map(Number)
  return {status, wall: since(), first: first ?? since(), cpu: (user + system) * 1000, peak}
}

function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  } catch {
    return []
  }
}

function highWater(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

export const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** Runs all commands in turn and returns the medians of each, by name. A first round that does not count warms caches. */
export async function inTurn(commands, runs, {warm = true} = {}) {
  const taken = new Map(commands.map(({name}) => [name, []]))
  for (let round = warm ? 0 : 1; round <= runs; round++)
    for (const command of commands) {
      const run = await once(command)
      if (run.status !== (command.status ?? 0)) throw new Error(`${command.name} ended with status ${run.status}`)
      if (round > 0) taken.get(command.name).push(run)
    }
  return new Map(
    [...taken].map(([name, all]) => [
      name,
      Object.fromEntries(['wall', 'first', 'cpu', 'peak'].map(figure => [figure, median(all.map(run => run[figure]))])),
    ]),
  )
}

export function printFigures(figures) {
  console.log(
    `${''.padEnd(34)}${['wall ms', 'first ms', 'cpu ms', 'peak MiB'].map(head => head.padStart(10)).join('')}`,
  )
  for (const [name, {wall, first, cpu, peak}] of figures)
    console.log(name.padEnd(34) + [wall, first, cpu, peak].map(value => value.toFixed(1).padStart(10)).join(''))
}

export function printRatios(title, a, b) {
  const ratio = figure => (a[figure] / b[figure]).toFixed(2).padStart(10)
  console.log(title.padEnd(34) + ['wall', 'first', 'cpu', 'peak'].map(ratio).join(''))
}
