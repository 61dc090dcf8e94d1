/** A seeded cluster of real servers with Java's mqadmin and ours before it. */
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Remoting} from '../../../src/remoting/remoting.js'
import type {Credentials} from '../../../src/remoting/sign.js'
import {mqadmin} from '../../support/cli.js'
import {type JavaCluster, type JavaToolsVersion, type JavaVersion, javaCluster} from '../../support/java.js'
import {JavaAdminRunner} from '../../support/java-admin.js'
import {type Seeded, seed, seedConfig} from '../../support/java-seed.js'
import {Recorder} from '../../support/recorder.js'
import type {Exchange} from '../../support/tape.js'
import {wordsOf} from '../../support/words.js'
import {type Effect, readEffect} from './effects.js'

export interface OurAnswer {
  argv: string[]
  status: number
  stdout: string
  stderr: string
  exchanges: Exchange[]
}

export interface JavaLineAnswer {
  stdout: string
  stderr: string
}

type Names = Readonly<Record<string, string>>

/** What a stage is made of: settings of the broker, and what is put there. */
export interface Scenery {
  config: Record<string, string>
  /** `{broker}` is the first, `{other}` the second. */
  brokers?: 1 | 2
  /** Brokers answer only who has signed with it. */
  account?: Credentials
  seed(cluster: JavaCluster, servers: JavaVersion): Promise<Seeded>
}

const standard: Scenery = {config: seedConfig, seed}

export class Stage {
  readonly recorder: Recorder
  /** What `{names}` in a line stand for. */
  private readonly values: Record<string, string>
  private readonly runners = new Map<JavaToolsVersion, Promise<JavaAdminRunner>>()
  private readonly remoting: Remoting

  private constructor(
    recorder: Recorder,
    private readonly direct: {nameServer: string; broker: string; brokers: readonly string[]; folder: string},
    /** Lines are signed with it. */
    readonly account: Credentials | undefined,
    messages: Record<string, {uniqueId: string; offsetId: string}>,
    private readonly closing: () => Promise<void>,
  ) {
    this.recorder = recorder
    this.remoting = new Remoting({credentials: account})
    const [broker = '', other = ''] = recorder.brokers
    this.values = {broker, other}
    for (const [name, {uniqueId, offsetId}] of Object.entries(messages)) {
      this.values[`${name}.unique`] = uniqueId
      this.values[`${name}.offset`] = offsetId
    }
  }

  static async open(servers: JavaVersion, {seed, ...scenery}: Scenery = standard): Promise<Stage> {
    const cluster = await javaCluster({version: servers, ...scenery})
    const folder = await mkdtemp(join(tmpdir(), 'mqadmin-stage-'))
    const undo: (() => Promise<unknown>)[] = [() => cluster.stop(), () => rm(folder, {recursive: true, force: true})]
    const close = async () => {
      for (const step of undo.reverse()) await step()
    }
    try {
      const {messages, stop} = await seed(cluster, servers)
      undo.push(stop)
      const recorder = await Recorder.open(cluster)
      undo.push(() => recorder.close())
      const brokers = cluster.brokers.map(({address}) => address)
      const direct = {nameServer: cluster.nameServer, broker: brokers[0] as string, brokers, folder}
      return new Stage(recorder, direct, scenery.account, messages, close)
    } catch (error) {
      await close()
      throw error
    }
  }

  /** The address that name servers tell, and the one the broker has by itself. */
  get brokerAddresses(): [string, string] {
    return [this.recorder.brokers[0] as string, this.direct.broker]
  }

  async ours(line: string, names: Names = {}): Promise<OurAnswer> {
    const {recorder, values, account} = this
    const argv = wordsOf(line, {...values, ...names})
    recorder.exchanges = []
    const ran = await mqadmin([...argv, '-n', recorder.nameServer], {
      // an offset id holds the address that the broker has by itself
      env: {
        MQADMIN_UTC: 'true',
        TMPDIR: this.direct.folder,
        MQADMIN_BROKER_MAP: this.direct.brokers.map((own, at) => `${own}=${recorder.brokers[at]}`).join(','),
        ...(account && {MQADMIN_ACCESS_KEY: account.accessKey, MQADMIN_SECRET_KEY: account.secretKey}),
      },
      // some commands write files where they are called
      cwd: this.direct.folder,
    })
    const {exchanges} = recorder
    recorder.exchanges = []
    return {argv, ...ran, exchanges}
  }

  /** Java gives a server three to five seconds, which a busy machine may need for itself: a line that only looks is tried again. */
  async look(tools: JavaToolsVersion, line: string): Promise<JavaLineAnswer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.java(tools, line)
      if (attempt === 3 || !/Remoting(Timeout|Connect|TooMuchRequest|SendRequest)Exception/.test(answer.stderr))
        return answer
    }
  }

  async java(tools: JavaToolsVersion, line: string, names: Names = {}): Promise<JavaLineAnswer> {
    const runner = this.runners.get(tools) ?? this.warm(tools)
    this.runners.set(tools, runner)
    return await (await runner).run([...wordsOf(line, {...this.values, ...names}), '-n', this.recorder.nameServer])
  }

  /** Each worker loads all classes anew: the first line of each may come too late. */
  private async warm(tools: JavaToolsVersion): Promise<JavaAdminRunner> {
    const workers = 8
    const runner = await JavaAdminRunner.start(tools, {
      workers,
      properties: {'user.timezone': 'UTC', 'java.io.tmpdir': this.direct.folder},
      credentials: this.account,
    })
    const line = ['clusterList', '-n', this.recorder.nameServer]
    await Promise.all(Array.from({length: workers}, () => runner.run(line)))
    return runner
  }

  effect(effect: Effect, names: Names): Promise<string> {
    const filled = wordsOf(effect, names).join(' ')
    return readEffect(filled as Effect, {remoting: this.remoting, ...this.direct})
  }

  async close(): Promise<void> {
    await this.remoting.close()
    for (const runner of this.runners.values()) await (await runner).stop()
    await this.closing()
  }
}
