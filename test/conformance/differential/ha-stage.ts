/** A replicating cluster of real servers with Java's mqadmin and ours before it. */
import {Cluster} from '../../../src/cluster/cluster.js'
import {Remoting} from '../../../src/remoting/remoting.js'
import {mqadmin, mqadminJson} from '../../support/cli.js'
import {JavaAdminRunner} from '../../support/java-admin.js'
import {type JavaHa, javaHa, type Replica} from '../../support/java-ha.js'
import {Recorder} from '../../support/recorder.js'
import {wordsOf} from '../../support/words.js'
import type {JavaLineAnswer, OurAnswer} from './stage.js'

export interface ReplicaRow {
  id: number
  address: string
  alive: boolean
  inSync: boolean
  masterId: number
}

/** What Java says when a server took longer than it waits. */
export const tooBusy = /Remoting(Timeout|Connect|TooMuchRequest|SendRequest)Exception/

export class HaStage {
  private runner: JavaAdminRunner | undefined
  private readonly remoting = new Remoting()
  /** What `{names}` in a line stand for. */
  readonly values: Record<string, string> = {}

  private constructor(
    readonly java: JavaHa,
    readonly recorder: Recorder,
  ) {}

  static async open(): Promise<HaStage> {
    const java = await javaHa()
    const others = [{address: java.controller}, java.container]
    const stage = new HaStage(java, await Recorder.open({nameServer: java.nameServer, brokers: java.replicas, others}))
    try {
      await stage.begin()
    } catch (error) {
      await stage.close()
      throw error
    }
    return stage
  }

  /** Address at the recorder and the server's own. */
  get addresses(): [told: string, own: string][] {
    const {recorder, java} = this
    const owns = [...java.replicas.map(({address}) => address), java.controller, java.container.address]
    return [...recorder.brokers, ...recorder.others].map((told, at) => [told, owns[at] as string])
  }

  async ours(line: string, more: readonly string[] = []): Promise<OurAnswer> {
    const argv = wordsOf(line, this.values)
    this.recorder.exchanges = []
    const ran = await mqadmin([...argv, ...more, '-n', this.recorder.nameServer], {env: {MQADMIN_UTC: 'true'}})
    return {argv, ...ran, exchanges: this.recorder.exchanges.splice(0)}
  }

  async javas(line: string): Promise<JavaLineAnswer> {
    return await (this.runner as JavaAdminRunner).run([...wordsOf(line, this.values), '-n', this.recorder.nameServer])
  }

  /** A busy machine may take longer than Java waits: a line that only looks is tried again. */
  async look(line: string): Promise<JavaLineAnswer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.javas(line)
      if (attempt === 3 || !tooBusy.test(answer.stderr)) return answer
    }
  }

  /** The replicas of broker-r, as the controller knows them. */
  replicas(): Promise<ReplicaRow[]> {
    return mqadminJson(['ha', 'sync-state', 'broker-r', '--controller', this.java.controller])
  }

  /** The brokers that the name server tells of, `name id`. */
  async registered(): Promise<string[]> {
    const brokers = await new Cluster(this.remoting, [this.java.nameServer]).brokers()
    return brokers.map(({name, id}) => `${name} ${id}`)
  }

  /** The process behind an address that the recorder tells. */
  processAt(told: string): Replica {
    const at = this.recorder.brokers.indexOf(told)
    return this.java.replicas[at] as Replica
  }

  async close(): Promise<void> {
    await this.remoting.close()
    await this.runner?.stop()
    await this.recorder.close()
    await this.java.stop()
  }

  private async begin(): Promise<void> {
    const [controller, container] = this.recorder.others
    Object.assign(this.values, {controller, container})
    const workers = 6
    this.runner = await JavaAdminRunner.start('5.5.0', {workers, properties: {'user.timezone': 'UTC'}})
    // each worker loads all classes anew: the first line of each may come too late
    await Promise.all(Array.from({length: workers}, () => this.javas('clusterList')))
  }
}
