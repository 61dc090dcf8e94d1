/** The differential suite on servers of one release, with the tools of one release or several; `perform` plays other lines on another stage. */
import {afterAll, beforeAll, describe, expect, it, type TaskMeta} from 'vitest'
import {javaTable} from '../../../src/cli/argv/java-table.js'
import {commands} from '../../../src/commands/index.js'
import {type GoldenCase, nameServerMark, writeGolden} from '../../support/golden.js'
import {type JavaToolsVersion, type JavaVersion, javaAvailable} from '../../support/java.js'
import {Listed} from '../../support/listed.js'
import {masked} from '../../support/masks.js'
import {type Line, readLines} from './lines.js'
import {type OurAnswer, type Scenery, Stage} from './stage.js'
import {type Pair, type Twins, twins, walkAll} from './walk.js'
import {type Course, courses, type Step} from './writes.js'

const recording = process.env['MQADMIN_RECORD'] === 'true'

const commandOf = (line: string): string => line.split(' ')[0] as string
const ids = new Map(Object.entries(javaTable).map(([id, {name}]) => [name, id]))
const hasCommand = (name: string): boolean => (ids.get(name) ?? '') in commands

/** Lines for a stage that is made for them. */
export interface Play {
  /** Behind "lines on servers of 5.5.0". */
  title: string
  readLines: readonly Line[]
  courses: readonly Course[]
  scenery?: Scenery
}

const standard: Play = {title: '', readLines, courses}

export const differential = (servers: JavaVersion, ...toolReleases: JavaToolsVersion[]): Promise<void> =>
  perform(standard, servers, ...toolReleases)

export async function perform(
  {title, readLines, courses, scenery}: Play,
  servers: JavaVersion,
  ...toolReleases: JavaToolsVersion[]
): Promise<void> {
  const availabilities = await Promise.all([servers, ...toolReleases].map(release => javaAvailable(release)))
  const missing = availabilities.find(availability => !availability.ok)

  describe(`lines on servers of ${servers}${title}`, () => {
    if (missing?.ok === false) {
      const reason = `lines on servers of ${servers}${title}: ${missing.reason}`
      it.skip('needs Java', {meta: {skipped: reason}}, () => {})
      return
    }
    let stage: Stage
    const golden = new Map<string, GoldenCase[]>()
    beforeAll(async () => {
      stage = await Stage.open(servers, scenery)
    })
    afterAll(async () => {
      for (const [command, cases] of golden) writeGolden(command, cases)
      await stage?.close()
    })

    for (const tools of toolReleases) {
      const sameLine = servers.slice(0, 3) === tools.slice(0, 3)
      const listed = new Listed(sameLine ? tools : `${tools} on ${servers}`)
      const concerned = ({line, only}: Line) => (only === undefined || only === tools) && hasCommand(commandOf(line))

      const judge = (line: string, {ours, java}: Pair, meta: TaskMeta, names?: Twins) => {
        const told = (text: string) =>
          names ? text.replaceAll(names.ours, names.both).replaceAll(names.java, names.both) : text
        const left = masked(commandOf(line), told(ours.answer.stdout))
        const right = masked(commandOf(line), told(java.answer.stdout))
        const said = `ours: ${ours.answer.stderr}Java's: ${java.answer.stderr.slice(0, 1000)}`
        const effects = [told(ours.effect), told(java.effect)]
        const same = {output: left === right, effect: effects[0] === effects[1]}
        const known = listed.judge(line, same)
        const equal = same.output && same.effect
        const fine = known === 'all' || (known === 'output' && same.effect)
        meta.line = equal ? 'equal' : fine ? 'listed' : 'different'
        const answered = ours.answer.status === 0 && same.output
        if (recording && servers === tools && answered && !stage.account)
          keep(ours.answer, told(java.answer.stdout), names)
        if (known === undefined) expect(left, said).toBe(right)
        if (known !== 'all') expect(effects[0], said).toBe(effects[1])
      }
      const keep = ({argv, exchanges}: OurAnswer, text: string, names?: Twins) => {
        const {nameServer} = stage.recorder
        const stdout = (names ? text.replaceAll(names.both, names.ours) : text).replaceAll(nameServer, nameServerMark)
        const one = {argv, stdout, brokers: [[...stage.brokerAddresses]], exchanges}
        golden.set(argv[0] as string, [...(golden.get(argv[0] as string) ?? []), one])
      }

      describe(`that look, with the tools of ${tools}`, () => {
        const lines = readLines.filter(concerned)
        const pairs = new Map<string, Promise<Pair>>()
        beforeAll(async () => {
          stage.recorder.freeze()
          const answers: [string, OurAnswer][] = []
          for (const {line} of lines) answers.push([line, await stage.ours(line)])
          for (const [line, answer] of answers) {
            const pair = stage.look(tools, line).then(theirs => ({
              ours: {answer, effect: ''},
              java: {answer: theirs, effect: ''},
            }))
            pair.catch(() => {})
            pairs.set(line, pair)
          }
        })
        afterAll(() => stage.recorder.thaw())
        for (const {line} of lines)
          it(line, async ({task}) => judge(line, await (pairs.get(line) as Promise<Pair>), task.meta))
      })

      // the tools of another line than the servers' are only asked to look
      if (!sameLine) continue
      describe(`that write, with the tools of ${tools}`, () => {
        let pairs: Map<Step, Promise<Pair>>
        beforeAll(async () => {
          pairs = await walkAll(courses, concerned, {
            ours: (line, names) => stage.ours(line, names),
            java: (line, names) => stage.java(tools, line, names),
            effect: (effect, names) => stage.effect(effect, names),
          })
        })
        for (const course of courses) {
          const names = twins(course)
          for (const step of course.steps.filter(concerned))
            it(step.line, async ({task}) =>
              judge(step.line, await (pairs.get(step) as Promise<Pair>), task.meta, names),
            )
        }
      })

      const missing = new Set(
        [...readLines, ...courses.flatMap(({steps}) => steps)]
          .map(({line}) => commandOf(line))
          .filter(name => !hasCommand(name)),
      )
      for (const name of missing)
        it.skip(`${name} has no command yet`, {
          meta: {skipped: `the lines of ${name}: there is no such command yet`},
        }, () => {})

      it(`nothing is listed for ${tools} that is equal`, () => {
        expect(listed.stale).toEqual([])
      })
    }
  })
}
