/** A seeded cluster of real servers with Java's mqadmin and ours before it. */

import {mqadmin} from '../../support/cli.js'
import {type JavaToolsVersion, type JavaVersion, javaCluster} from '../../support/java.js'
import {JavaAdminRunner} from '../../support/java-admin.js'
import {seed, seedConfig} from '../../support/java-seed.js'
import {Recorder} from '../../support/recorder.js'
import type {Exchange} from '../../support/tape.js'
import {wordsOf} from './words.js'

export interface OurAnswer {
  argv: string[]
  status: number
  stdout: string
  stderr: string
  exchanges: Exchange[]
}

export class Stage {
  private constructor(
    readonly tools: JavaToolsVersion,
    readonly recorder: Recorder,
    /** What `{names}` in a line stand for. */
    readonly values: Readonly<Record<string, string>>,
    private readonly runner: JavaAdminRunner,
    private readonly brokerMap: string,
    private readonly closing: () => Promise<void>,
  ) {}

  static async open(servers: JavaVersion, tools: JavaToolsVersion): Promise<Stage> {
    const cluster = await javaCluster({version: servers, config: seedConfig})
    const undo: (() => Promise<unknown>)[] = [() => cluster.stop()]
    const close = async () => {
      for (const step of undo.reverse()) await step()
    }
    try {
      const seeded = await seed(cluster, servers)
      undo.push(() => seeded.stop())
      const recorder = await Recorder.open(cluster)
      undo.push(() => recorder.close())
      const runner = await JavaAdminRunner.start(tools, {workers: 6, properties: {'user.timezone': 'UTC'}})
      undo.push(() => runner.stop())
      const values: Record<string, string> = {broker: recorder.brokers[0] as string}
      for (const [name, {uniqueId, offsetId}] of Object.entries(seeded.messages)) {
        values[`${name}.unique`] = uniqueId
        values[`${name}.offset`] = offsetId
      }
      // an offset id holds the address the broker has by itself
      const map = cluster.brokers.map(({address}, index) => `${address}=${recorder.brokers[index]}`).join(',')
      return new Stage(tools, recorder, values, runner, map, close)
    } catch (error) {
      await close()
      throw error
    }
  }

  async ours(line: string, more: Readonly<Record<string, string>> = {}): Promise<OurAnswer> {
    const argv = wordsOf(line, {...this.values, ...more})
    const before = this.recorder.exchanges
    this.recorder.exchanges = []
    const ran = await mqadmin([...argv, '-n', this.recorder.nameServer], {
      env: {MQADMIN_UTC: 'true', MQADMIN_BROKER_MAP: this.brokerMap},
    })
    const {exchanges} = this.recorder
    this.recorder.exchanges = before
    return {argv, ...ran, exchanges}
  }

  async java(line: string, more: Readonly<Record<string, string>> = {}) {
    const argv = wordsOf(line, {...this.values, ...more})
    return await this.runner.run([...argv, '-n', this.recorder.nameServer])
  }

  close(): Promise<void> {
    return this.closing()
  }
}
