/**
 * Every line that was captured of Java's mqadmin. What it answered with, `classic`, fed the replies of servers in the same state, prints
 * as well; what differs on purpose is listed in `docs/compatibility.md`, and it is little. What it refused is refused here, as our
 * contract has it.
 */
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, it} from 'vitest'
import {replayCapture} from '../support/capture-replay.js'
import {comparable, endedWell, printedBy} from '../support/capture-run.js'
import {CaptureTapes} from '../support/capture-tape.js'
import {type Capture, classOf, commandOf, hasCommand, isOfItself, readCaptures} from '../support/captures.js'
import {mqadmin} from '../support/cli.js'
import {Listed} from '../support/listed.js'
import {type NamePairs, renamed} from '../support/names.js'

const captures = readCaptures('5.5.0')
const tapes = new CaptureTapes()
const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/golden/${name}`, import.meta.url), 'utf8'))

const folder = mkdtempSync(join(tmpdir(), 'mqadmin-captures-'))
let count = 0
afterAll(() => rmSync(folder, {recursive: true, force: true}))

const noTape = (id: string) => `there is no tape of the cluster of ${id.split('.')[0]}.*`

function compareAnswers(answers: readonly Capture[], listed: Listed): void {
  const missing = (id: string, reason: string) =>
    it.skip(`${id}: ${reason}`, {meta: {capture: 'missing', skipped: `captured lines: ${reason}`}}, () => {})
  for (const capture of answers) {
    const command = commandOf(capture)
    const tape = tapes.of(capture.id)
    if (!hasCommand(command)) missing(capture.id, `there is no ${command} yet`)
    else if (tape === undefined) missing(capture.id, noTape(capture.id))
    else
      it(capture.id, async ({task}) => {
        const run = await replayCapture(capture, tape, join(folder, `${count++}`))
        const [ours, javas] = [comparable(capture, run.printed), comparable(capture, printedBy(capture))]
        const equal = ours === javas && endedWell(capture, run)
        const known = listed.judge(capture.id, {output: equal, effect: true})
        task.meta.capture = equal ? 'equal' : known ? 'listed' : 'different'
        if (known) return
        expect(ours, run.stderr).toBe(javas)
        expect(endedWell(capture, run), `status ${run.status}: ${run.stderr}`).toBe(true)
      })
  }
  it('lists nothing that is equal', () => {
    expect(listed.stale).toEqual([])
  })
  it('lists only what was captured', () => {
    const ids = new Set(answers.map(({id}) => id))
    expect(listed.lines.filter(line => !ids.has(line))).toEqual([])
  })
}

describe('captured answers of 5.5.0', () => {
  const answers = captures.filter(capture => classOf(capture) === 'answer')
  const listed = new Listed('5.5.0 captures')
  compareAnswers(answers, listed)
  it('lists at most one of twenty', () => {
    expect(listed.lines.length).toBeLessThanOrEqual(answers.length * 0.05)
  })
})

describe('captured answers of commands that only 4.9 has', () => {
  const since5 = new Set(captures.map(commandOf))
  const only4 = readCaptures('4.9.8').filter(capture => !since5.has(commandOf(capture)))
  compareAnswers(
    only4.filter(capture => classOf(capture) === 'answer'),
    new Listed('4.9.8 captures'),
  )
})

describe('captured answers of both 4.9.8 and 5.5.0', () => {
  /** The addresses of the clusters of 4.9.8 and of those of 5.5.0, and what else the servers' release is told by. */
  const names: NamePairs = [
    ...['19876 29876', '20911 30911', '18876 49876', '21911 41911', '22911 42911', '23911 43911'].map(pair => {
      const [four, five] = pair.split(' ')
      return [`127.0.0.1:${four}`, `127.0.0.1:${five}`] as const
    }),
    ['7F000001000051AF', '7F000001000078BF'],
    ['7F00000100005D67', '7F0000010000AB87'],
    ['V4_9_8', 'V5_5_0'],
  ]
  /** What these show is otherwise on the other servers, or was by chance; how it is shown is not. */
  const ofServers = new Set(
    (
      'topicList statsAll brokerStatus brokerConsumeStats getBrokerConfig getNamesrvConfig consumerStatus producer sendMessage ' +
      'wipeWritePerm addWritePerm clusterRT'
    ).split(' '),
  )
  const page = readFileSync(new URL('../../docs/compatibility.md', import.meta.url), 'utf8')
  const [, others = ''] = page.split('## What 4.9.8 prints otherwise')
  const rows = [
    ...[...page.matchAll(/^\| 4\.9\.8 \| `(\w+)` \|/gm)].map(([, command]) => command),
    ...[...others.matchAll(/^\| `(\w+)` \|/gm)].map(([, command]) => command),
  ]

  it('differ only as docs/compatibility.md says, and each difference stands there once', () => {
    const told = (capture: Capture) => comparable({...capture, files: {}}, {stdout: capture.stdout, files: {}})
    const different = new Set<string>()
    for (const four of readCaptures('4.9.8')) {
      const five = captures.find(({id}) => id === four.id)
      if (!five || classOf(four) !== 'answer' || classOf(five) !== 'answer') continue
      const same = told({...four, stdout: renamed(four.stdout, names)}) === told(five)
      if (!same && !ofServers.has(commandOf(five))) different.add(commandOf(five))
    }
    expect([...different].filter(command => rows.filter(row => row === command).length !== 1)).toEqual([])
  })
})

describe('captured refusals of 5.5.0', () => {
  const refusals = captures.filter(capture => classOf(capture) !== 'answer')

  describe('that no cluster matters to', () => {
    const help = /^help\.|^flag\.|^noargs$|\.h$|^unknown\.command\.HELP$/
    for (const capture of refusals.filter(isOfItself))
      it(capture.id, async () => {
        const {id, argv} = capture
        const ran = await mqadmin(argv.filter((word, at) => word !== '-n' && argv[at - 1] !== '-n'))
        if (help.test(id) && id !== 'help.unknown') {
          expect(ran).toMatchObject({status: 0, stderr: ''})
          expect(ran.stdout).toMatch(/^mqadmin \d|^USAGE$/m)
          const name = /^help\.(?!alone|three)(\w+)$|^(\w+)\.h$/.exec(id)
          if (name && !id.startsWith('flag')) expect(ran.stdout).toContain(`mqadmin ${name[1] ?? name[2]}`)
        } else {
          expect(ran).toMatchObject({status: 2, stdout: ''})
          expect(ran.stderr).toMatch(/^error: Unknown option: --bogus|^error: there is no command 'nope'/)
        }
      })
  })

  /** By the id: the status of lines that the embedded cluster of `refusals.test.ts` cannot be asked. */
  const statuses: Record<string, number> = fixture('refused-on-tape-5.5.0.json')
  describe('on tape', () => {
    for (const [id, status] of Object.entries(statuses))
      it(`${id}: ${status}`, async () => {
        const capture = captures.find(one => one.id === id) as Capture
        const tape = tapes.of(id)
        if (tape === undefined) throw new Error('there is no tape of it')
        const run = await replayCapture(capture, tape, join(folder, `${count++}`))
        expect(run.status, run.stderr).toBe(status)
        if (status === 0) return expect(run.printed.stdout).not.toBe('')
        // what others answered is shown, as Java does
        if (status !== 6 && capture.stdout === '') expect(run.printed.stdout).toBe('')
        expect(run.stderr.split('\n').filter(line => line.startsWith('error: '))).toHaveLength(1)
        expect(run.stderr).not.toMatch(/^\s+at |Exception|not recorded/m)
      })
  })

  const elsewhere = new Set(fixture('refusals-5.5.0.json').map((refused: {id: string}) => refused.id))
  const left = refusals.filter(one => !isOfItself(one) && !elsewhere.has(one.id) && !(one.id in statuses))
  for (const {id} of left.filter(one => tapes.of(one.id) === undefined))
    it.skip(id, {meta: {skipped: `captured lines: ${noTape(id)}`}}, () => {})
  it('are all asserted, here or in refusals.test.ts', () => {
    expect(left.filter(({id}) => tapes.of(id) !== undefined).map(({id}) => id)).toEqual([])
  })
})
