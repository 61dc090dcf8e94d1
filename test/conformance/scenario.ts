/**
 * Scenarios: command lines and what is to be expected of them, on any cluster. They say what a user would type and read; the same
 * files run on the embedded servers and on those of Apache RocketMQ.
 */
import {randomBytes} from 'node:crypto'
import {expect, it, vi} from 'vitest'
import {mqadmin, type RunOptions} from '../support/cli.js'
import {wordsOf} from '../support/words.js'
import {scenarios} from './scenarios/index.js'

export interface Step {
  /** What is typed after `mqadmin`. `{run}` is a name that no other run has; `{…}` else is what an earlier step kept. */
  line: string
  /** Exit status; 0 when not given. */
  status?: number
  /** What the answer, as JSON, must hold: objects may hold more, lists may not. */
  json?: unknown
  /** What items of the answer, a list, must hold. */
  some?: readonly Record<string, unknown>[]
  /** What the error on stderr, as JSON, must hold. */
  error?: Record<string, unknown>
  stdin?: string
  /** The servers may take their time: it is asked again until it is as expected. */
  eventually?: true
  /** Names for parts of the answer. */
  keep?: Record<string, (answer: never) => string>
}

export interface Scenario {
  name: string
  /** Only on brokers from this release on. */
  since?: 5
  /** Part of the smoke run on old releases. */
  smoke?: true
  steps: readonly Step[]
}

export interface Target {
  nameServer: string
  env?: Record<string, string>
}

/** Declares a test for each scenario that brokers of a major release can play; in a smoke run only for some. */
export function performAll(nameServer: () => string, {major, smoke = false}: {major: number; smoke?: boolean}): void {
  for (const scenario of scenarios.filter(scenario => !smoke || scenario.smoke)) {
    const {name, since = 0} = scenario
    if (since <= major) it(name, () => perform(scenario, {nameServer: nameServer()}))
    else it.skip(name, {meta: {skipped: `${name}: it needs brokers of ${since}.x`}}, () => {})
  }
}

export async function perform({steps}: Scenario, {nameServer, env = {}}: Target): Promise<void> {
  const values: Record<string, string> = {run: `t${randomBytes(4).toString('hex')}`, nameServer}
  for (const step of steps) {
    const argv = wordsOf(step.line, values)
    const options: RunOptions = {
      env: {MQADMIN_OUTPUT: 'json', NAMESRV_ADDR: nameServer, ...env},
      ...(step.stdin === undefined ? {} : {stdin: step.stdin}),
    }
    const tried = async () => check(filled(step, values), await mqadmin(argv, options))
    const answer = step.eventually ? await vi.waitFor(tried, {timeout: 60_000, interval: 200}) : await tried()
    for (const [name, find] of Object.entries(step.keep ?? {})) values[name] = find(answer as never)
  }
}

/** The expectations with `{names}` filled in. */
function filled(step: Step, values: Record<string, string>): Step {
  const fill = (item: unknown): unknown => {
    if (typeof item === 'string') return wordsOf(`"${item}"`, values)[0]
    if (Array.isArray(item)) return item.map(fill)
    if (typeof item !== 'object' || item === null) return item
    return Object.fromEntries(Object.entries(item).map(([key, value]) => [key, fill(value)]))
  }
  const {json, some, error} = step
  return {...step, ...(fill({json, some, error}) as Pick<Step, 'json' | 'some' | 'error'>)}
}

function check(
  {line, status = 0, json, some, error}: Step,
  ran: {status: number; stdout: string; stderr: string},
): unknown {
  expect(ran.status, `status of ${line}\n${ran.stderr}${ran.stdout}`).toBe(status)
  const answer: unknown = ran.stdout === '' ? undefined : JSON.parse(ran.stdout)
  if (json !== undefined) expect(answer, line).toMatchObject(json as object)
  for (const item of some ?? []) expect(answer, line).toContainEqual(expect.objectContaining(item))
  if (error !== undefined) {
    expect(ran.stdout, `answer of ${line}`).toBe('')
    expect(JSON.parse(ran.stderr.trimEnd().split('\n').at(-1) as string), line).toMatchObject({
      error: {...error, status},
    })
  }
  return answer
}
