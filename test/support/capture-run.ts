/** Runs the line of a capture with our own mqadmin, and makes what either left comparable. */
import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {vi} from 'vitest'
import {maskedCapture} from './capture-masks.js'
import {type Capture, commandOf, isEndless} from './captures.js'
import {interruption, mqadmin} from './cli.js'
import {type NamePairs, renamed, reversed} from './names.js'

/** Where a line runs. */
export interface Scene {
  /** Stands for the home folder of the capture; emptied before each line but for `keep`. */
  folder: string
  names: NamePairs
  brokerMap: string
  env?: Record<string, string>
}

export interface CaptureRun {
  status: number
  stderr: string
  /** Standard output and files, in the names of the capture. */
  printed: Printed
}

export interface Printed {
  stdout: string
  /** Path → its bytes as Latin-1. */
  files: Record<string, string>
}

/** Files that lines name, in the folder they run in. */
const inputs: Record<string, string> = {
  'topics.json': JSON.stringify(
    ['listed-t1', 'listed-t2', 'listed-t3'].map(topicName => ({
      topicName,
      readQueueNums: 2,
      writeQueueNums: 2,
      perm: 6,
    })),
  ),
  'groups.json': JSON.stringify(['listed-g1', 'listed-g2'].map(groupName => ({groupName, retryMaxTimes: 3}))),
  'bad.json': 'not json',
  'empty.json': '[]',
}

/** Java leaves the bodies of messages here. */
const bodyFolder = '/tmp/rocketmq/msgbodys'
/** Of a line that goes on for ever so many lines are looked at. */
const endlessLines = 4

/** Which queue a line sends to first is left to chance; as long as it is, it is left to what it was in the capture. */
function firstQueueOf({stdout}: Capture): number {
  const [, table, text] = /#QID.*\n\S+ +(\d+)|^prepare resend msg.* queueId=(\d+)/.exec(stdout) ?? []
  return Number(table ?? text ?? 0)
}

export async function runCapture(capture: Capture, scene: Scene): Promise<CaptureRun> {
  const home = join(scene.folder, 'home')
  const bodies = join(scene.folder, 'bodies')
  await rm(bodies, {recursive: true, force: true})
  const cwd = join(home, 'cwd')
  await mkdir(cwd, {recursive: true})
  for (const [name, text] of Object.entries(inputs)) await writeFile(join(cwd, name), text)
  const before = new Set((await filesBelow(home)).map(({path, text}) => path + text))
  const names: NamePairs = [...scene.names, ['$HOME', home], [bodyFolder, bodies]]
  const stop = new AbortController()
  // one that prints nothing shows by nothing that it has begun
  const silent =
    isEndless(capture) && capture.stdout === '' ? setTimeout(() => stop.abort(interruption()), 1_000) : undefined
  const argv = capture.argv.map(word => renamed(word, names))
  const random = vi.spyOn(Math, 'random').mockReturnValue(firstQueueOf(capture) / 0x1_0000)
  const ran = await mqadmin(argv, {
    env: {
      HOME: home,
      TMPDIR: home,
      XDG_STATE_HOME: join(scene.folder, 'state'),
      MQADMIN_UTC: 'true',
      MQADMIN_BROKER_MAP: scene.brokerMap,
      MQADMIN_BODY_FOLDER: bodies,
      MQADMIN_EXPORT_FOLDER: join(home, 'export'),
      ...scene.env,
    },
    cwd,
    signal: stop.signal,
    ...(isEndless(capture) && {
      onStdout: text => {
        if (text.split('\n').length > endlessLines) stop.abort(interruption())
      },
    }),
  })
  clearTimeout(silent)
  random.mockRestore()
  const told = (text: string) => renamed(text, reversed(names))
  const written = [...(await filesBelow(home)), ...(await filesBelow(bodies))].filter(
    ({path, text}) => !before.has(path + text),
  )
  return {
    status: ran.status,
    stderr: ran.stderr,
    printed: {
      stdout: told(ran.stdout),
      files: Object.fromEntries(written.map(({path, text}) => [told(path), told(text)])),
    },
  }
}

async function filesBelow(folder: string): Promise<{path: string; text: string}[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => [])
  return await Promise.all(
    entries
      .filter(entry => entry.isFile())
      .map(async entry => {
        const path = join(entry.parentPath, entry.name)
        return {path, text: await readFile(path, 'latin1')}
      }),
  )
}

/**
 * Lines that print what Java's do, and whose status says what Java's is silent about: a name that does not exist, or one of several that
 * does not.
 */
const silentFailures: Readonly<Record<string, number>> = {
  'getConsumerConfig.nope': 3,
  'queryMsgByOffset.beyond': 3,
  'queryMsgByOffset.shipments': 3,
  'auth.getUser.unknown': 3,
  'auth.copyUser.one': 6,
  'ha.getSyncStateSet.unknown': 3,
  'ha.hung.clusterList.more': 6,
}

/** Whether our command ended as it should: well, because it was stopped, or as only a status can tell. */
export const endedWell = (capture: Capture, {status}: CaptureRun): boolean =>
  status === (silentFailures[capture.id] ?? (isEndless(capture) ? 130 : 0))

/** What Java printed and wrote. */
export const printedBy = ({stdout, files = {}}: Capture): Printed => ({
  stdout,
  files: Object.fromEntries(
    Object.entries(files).map(([path, content]) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.hex, 'hex')
      return [path, bytes.toString('latin1')]
    }),
  ),
})

/** What is compared: standard output, and below it the files if the capture has some; what varies from run to run is masked. */
export function comparable(capture: Capture, {stdout, files}: Printed): string {
  const command = commandOf(capture)
  const lines = stdout.split('\n')
  const shown = isEndless(capture) ? lines.slice(0, endlessLines) : lines.slice(0, capture.stdoutCutAtLine)
  const written = Object.entries(capture.files === undefined ? {} : files)
  const texts = written.map(([path, text]) => maskedCapture(command, `==> ${path}\n${text}\n`))
  return [maskedCapture(command, shown.join('\n')), ...texts.sort()].join('')
}
