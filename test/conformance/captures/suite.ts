/**
 * Lines of captures on a cluster of real servers that is brought into their states: what our commands print there. In mode `captures`
 * the replies are written down for `npm test`.
 */
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest'
import {type CaptureRun, comparable, endedWell, printedBy} from '../../support/capture-run.js'
import {type Capture, classOf, commandOf, hasCommand, isEndless, isOfItself} from '../../support/captures.js'
import {type JavaToolsVersion, type JavaVersion, javaAvailable} from '../../support/java.js'
import {Listed} from '../../support/listed.js'
import type {CaptureStage} from './stage.js'

const recording = process.env['MQADMIN_RECORD'] === 'true'

interface ChangeOptions {
  javaToo?: (run: CaptureRun) => boolean
  /** By the id of a line: what leaves the state that Java's tool left then, where it would leave another each time. */
  instead?: Readonly<Record<string, () => Promise<unknown>>>
}

/** Brings a stage from state to state. */
export class Director {
  readonly runs = new Map<string, CaptureRun>()
  /** Undone when all is over, the last first. */
  readonly undo: (() => Promise<unknown>)[] = []
  private opened: CaptureStage | undefined

  constructor(
    private readonly name: string,
    private readonly captures: readonly Capture[],
  ) {}

  get stage(): CaptureStage {
    if (this.opened === undefined) throw new Error('there is no stage yet')
    return this.opened
  }

  enter(stage: CaptureStage): void {
    this.opened = stage
    this.undo.push(() => stage.close())
  }

  withState(wanted: RegExp): Capture[] {
    return this.captures.filter(({state = ''}) => wanted.test(state))
  }

  async look(captures: readonly Capture[]): Promise<void> {
    for (const capture of captures) await this.ours(capture)
    this.keep()
  }

  /**
   * The lines in their order; Java's tool does those, too, that ours leaves another state after: where it is not said which, all that
   * come out otherwise.
   */
  async change(captures: readonly Capture[], {javaToo, instead = {}}: ChangeOptions = {}): Promise<void> {
    for (const capture of captures) {
      const run = await this.ours(capture)
      const known = instead[capture.id]
      if (known) {
        await known()
        continue
      }
      if (classOf(capture) === 'usage' || isEndless(capture)) continue
      if (run === undefined || (javaToo ? javaToo(run) : !isAsCaptured(capture, run))) await this.stage.javas(capture)
    }
    this.keep()
  }

  /** Writes down what was answered so far. */
  private keep(): void {
    if (recording) this.stage.write(this.name)
  }

  /** What was seeded shows in the counters of a broker after some time, at the latest after ten minutes. */
  async settled(...ids: string[]): Promise<void> {
    for (const id of ids) {
      await vi.waitFor(
        async () => {
          const {ours, javas} = await this.sides(id)
          expect(ours).toBe(javas)
        },
        {timeout: 700_000, interval: 2_000},
      )
    }
  }

  /** Whether a line prints what it printed then. */
  async isAt(id: string): Promise<boolean> {
    const {ours, javas} = await this.sides(id)
    return ours === javas
  }

  private async sides(id: string) {
    const capture = this.captures.find(one => one.id === id) as Capture
    const {printed} = await this.stage.ours(capture)
    return {ours: comparable(capture, printed), javas: comparable(capture, printedBy(capture))}
  }

  private async ours(capture: Capture): Promise<CaptureRun | undefined> {
    if (isOfItself(capture) || !hasCommand(commandOf(capture))) return undefined
    const run = await this.stage.ours(capture)
    this.runs.set(capture.id, run)
    return run
  }
}

const isAsCaptured = (capture: Capture, run: CaptureRun) =>
  classOf(capture) === 'answer' &&
  endedWell(capture, run) &&
  comparable(capture, run.printed) === comparable(capture, printedBy(capture))

/** `name`: of the tape. */
export async function captureSuite(
  name: string,
  captures: readonly Capture[],
  perform: (director: Director) => Promise<void>,
  {servers = '5.5.0', tools = '5.5.0'}: {servers?: JavaVersion; tools?: JavaToolsVersion} = {},
): Promise<void> {
  const availabilities = await Promise.all([servers, tools].map(release => javaAvailable(release)))
  const available = availabilities.find(({ok}) => !ok) ?? {ok: true}
  describe(`captured lines of the ${name} cluster`, () => {
    if (!available.ok) {
      it.skip('needs Java', {meta: {skipped: `captured lines of the ${name} cluster: ${available.reason}`}}, () => {})
      return
    }
    const listed = new Listed(`${tools} captures`)
    const director = new Director(name, captures)
    beforeAll(() => perform(director), 3_000_000)
    afterAll(async () => {
      for (const step of director.undo.reverse()) await step()
    }, 300_000)

    for (const capture of captures.filter(one => classOf(one) === 'answer')) {
      if (!hasCommand(commandOf(capture))) {
        it.skip(`${capture.id}: there is no such command yet`, {meta: {capture: 'missing'}}, () => {})
        continue
      }
      it(capture.id, ({task}) => {
        const run = director.runs.get(capture.id)
        if (run === undefined) throw new Error('the line was not run')
        const [ours, javas] = [comparable(capture, run.printed), comparable(capture, printedBy(capture))]
        const equal = ours === javas && endedWell(capture, run)
        const known = listed.judge(capture.id, {output: equal, effect: true})
        task.meta.capture = equal ? 'equal' : known ? 'listed' : 'different'
        if (known) return
        expect(ours, run.stderr).toBe(javas)
        expect(endedWell(capture, run), `status ${run.status}: ${run.stderr}`).toBe(true)
      })
    }
  })
}
