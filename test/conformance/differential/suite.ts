/** The differential suite against one pair of servers and tools. */
import {afterAll, beforeAll, describe, expect, it, type TaskMeta} from 'vitest'
import {type JavaToolsVersion, type JavaVersion, javaAvailable} from '../../support/java.js'
import {type Line, readLines} from './lines.js'
import {listedLines} from './listed.js'
import {masked} from './masks.js'
import {type OurAnswer, Stage} from './stage.js'

const whole = process.env['MQADMIN_LINES'] !== 'short'

interface Pair {
  ours: OurAnswer
  java: ReturnType<Stage['java']>
}

interface Judged {
  ours: string | undefined
  java: string | undefined
  /** What the two said on standard error. */
  said: string
  meta: TaskMeta
}

const commandOf = (line: string): string => line.split(' ')[0] as string

export async function differential(servers: JavaVersion, tools: JavaToolsVersion): Promise<void> {
  const available = [await javaAvailable(servers), await javaAvailable(tools)].find(({ok}) => !ok)
  const missing = available?.ok === false ? available.reason : undefined
  const wanted = ({long, only}: Line) => (whole || !long) && (only === undefined || only === tools)

  describe(`Java's mqadmin ${tools} and ours on servers of ${servers}`, () => {
    if (missing !== undefined) {
      it.skip(`skipped: ${missing}`, () => {})
      console.log(`skipped: the lines of ${tools} on ${servers}: ${missing}`)
      return
    }
    const listed = listedLines(tools)
    const found = new Map<string, 'equal' | 'different'>()
    let stage: Stage
    beforeAll(async () => {
      stage = await Stage.open(servers, tools)
    })
    afterAll(() => stage?.close())

    const judge = (line: string, {ours, java, said, meta}: Judged) => {
      const equal = ours === java
      const known = listed.has(line) ? line : listed.has(commandOf(line)) ? commandOf(line) : undefined
      meta.line = equal ? 'equal' : known === undefined ? 'different' : 'listed'
      if (known !== undefined && found.get(known) !== 'different') found.set(known, equal ? 'equal' : 'different')
      if (known === undefined) expect(ours, said).toBe(java)
    }

    describe('lines that look', () => {
      const lines = readLines.filter(wanted)
      const pairs = new Map<string, Pair>()
      beforeAll(async () => {
        stage.recorder.freeze()
        const ours = new Map<string, OurAnswer>()
        for (const {line} of lines) ours.set(line, await stage.ours(line))
        for (const [line, answer] of ours) pairs.set(line, {ours: answer, java: stage.java(line)})
      })
      for (const {line} of lines) {
        it(line, async ({task}) => {
          const {ours, java} = pairs.get(line) as Pair
          const theirs = await java
          const said = `ours: ${ours.stderr}Java's: ${theirs.stderr.slice(0, 1000)}`
          const [left, right] = [ours, theirs].map(({stdout}) => masked(commandOf(line), stdout))
          judge(line, {ours: left, java: right, said, meta: task.meta})
        })
      }
    })

    it.runIf(whole)('has nothing listed that is equal', () => {
      const stale = [...found].filter(([, outcome]) => outcome === 'equal').map(([line]) => line)
      expect(stale).toEqual([])
    })
  })
}
