/** A cluster of real servers brought, line by line, into the states of the captures, and our mqadmin before it. */
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type CaptureRun, runCapture} from '../../support/capture-run.js'
import {nameServerMark, TapeWriter} from '../../support/capture-tape.js'
import type {Capture} from '../../support/captures.js'
import {withoutRepeats} from '../../support/golden.js'
import {JavaAdminRunner} from '../../support/java-admin.js'
import type {JavaToolsVersion} from '../../support/java-release.js'
import {type NamePairs, renamed} from '../../support/names.js'
import {Recorder} from '../../support/recorder.js'

/** Nobody listens there. */
const nobody = '127.0.0.1:1'

export interface Surroundings {
  nameServer: string
  brokers: readonly {address: string}[]
  /** The addresses of the captured cluster, in the same order. */
  captured: {nameServer: string; brokers: readonly string[]; nobody?: string}
  /** Lines are signed with it but for those of `unsigned` ids. */
  account?: {accessKey: string; secretKey: string}
  /** Java's tool of another release than 5.5.0. */
  tools?: JavaToolsVersion
}

export class CaptureStage {
  readonly folder: string
  /** Brokers that do not answer. */
  silent: readonly string[] = []
  private readonly tapes = new TapeWriter()
  private readonly learnt: [string, string][] = []
  private java: Promise<JavaAdminRunner> | undefined

  private constructor(
    private readonly around: Surroundings,
    private readonly recorder: Recorder,
    folder: string,
  ) {
    this.folder = folder
  }

  static async open(around: Surroundings): Promise<CaptureStage> {
    const recorder = await Recorder.open({...around, mapped: true})
    return new CaptureStage(around, recorder, await mkdtemp(join(tmpdir(), 'mqadmin-captures-')))
  }

  /** From now on that name of the captured cluster has another name here. */
  learn(captured: string, here: string): void {
    this.learnt.push([captured, here])
  }

  private namesWith(nameServer: string): NamePairs {
    const {captured, brokers} = this.around
    return [
      ...captured.brokers.map((address, at) => [address, brokers[at]?.address as string] as const),
      // what servers tell of it; where lines name it, the recorder is meant
      [captured.nameServer, this.around.nameServer],
      [captured.nameServer, nameServer],
      ...captured.brokers.map((address, at) => [idPrefix(address), idPrefix(brokers[at]?.address as string)] as const),
      ...(captured.nobody === undefined ? [] : [[captured.nobody, nobody] as const]),
      ...this.learnt,
    ]
  }

  /** Our command does a line that was not captured. */
  async aside(line: Capture): Promise<void> {
    const {status, stderr} = await this.run(line)
    if (status !== 0) throw new Error(`${line.argv.join(' ')}: ${stderr}`)
  }

  /** Our command does the line, and what it was answered goes to the tape. */
  async ours(capture: Capture): Promise<CaptureRun> {
    const {account} = this.around
    const env =
      account === undefined || capture.id.endsWith('.unsigned')
        ? undefined
        : {MQADMIN_ACCESS_KEY: account.accessKey, MQADMIN_SECRET_KEY: account.secretKey}
    this.recorder.exchanges = []
    const at = Date.now()
    const run = await this.run(capture, env)
    this.tapes.put(capture.id, withoutRepeats(this.recorder.exchanges), {env, silent: this.silent, at})
    return run
  }

  private async run(line: Capture, env?: Record<string, string>): Promise<CaptureRun> {
    const {recorder} = this
    return await runCapture(line, {
      folder: this.folder,
      names: this.namesWith(recorder.nameServer),
      brokerMap: this.around.brokers.map(({address}, at) => `${address}=${recorder.brokers[at]}`).join(','),
      ...(env && {env}),
    })
  }

  /** Java's tool does it, so that the state goes on as it did when the captures were taken. */
  async javas({id, argv}: Capture): Promise<void> {
    // it signs all lines
    if (id.endsWith('.unsigned')) return
    this.java ??= JavaAdminRunner.start(this.around.tools ?? '5.5.0', {
      workers: 1,
      properties: {'user.timezone': 'UTC'},
      credentials: this.around.account,
    })
    const names: NamePairs = [...this.namesWith(this.around.nameServer), ['$HOME', join(this.folder, 'home')]]
    await (await this.java).run(argv.map(word => renamed(word, names)))
  }

  write(name: string): void {
    const brokers = this.around.brokers.map(({address}) => address)
    this.tapes.write(name, brokers, this.namesWith(nameServerMark))
  }

  async close(): Promise<void> {
    await (await this.java)?.stop()
    await this.recorder.close()
    await rm(this.folder, {recursive: true, force: true})
  }
}

/** How the ids of the messages on a broker begin. */
function idPrefix(address: string): string {
  const [ip = '', port] = address.split(':')
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0')
  return (
    ip
      .split('.')
      .map(byte => hex(Number(byte), 2))
      .join('') + hex(Number(port), 8)
  )
}
