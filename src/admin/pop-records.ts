/** What consumers have popped and not yet acknowledged, as far as brokers (5.3.2 and later) keep it in RocksDB. */
import type {BrokerTarget, Cluster, Where} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {requests} from '../protocol/index.js'
import {type Infer, object, oneOf} from '../schema.js'
import {tooOld} from './broker-modes.js'
import {settingsAt} from './server-settings.js'

/** Which records there are no broker tells. In files: as messages of the store. */
export const popRecords = object('PopRecords', {popRecords: oneOf('rocksdb', 'files')})
export type PopRecordsState = Infer<typeof popRecords>

export interface PopRecordsTarget extends BrokerTarget {
  /** As the broker calls itself. */
  name: string
}

export interface PopRecordsChange {
  target: PopRecordsTarget
  before: PopRecordsState
  after: PopRecordsState
}

const openedAtStart = 'popConsumerKVServiceInit'

export class PopRecords {
  constructor(private readonly cluster: Cluster) {}

  /** Masters and slaves. A broker that opened no RocksDB for them has its records in files. */
  async changes(where: Where): Promise<Answers<PopRecordsChange>> {
    return fanOut(
      await this.cluster.targets(where, {slaves: true}),
      ({label}) => label,
      async broker => {
        const settings = await settingsAt(this.cluster, 'broker', broker.address)
        const opened = settings.get(openedAtStart)
        if (opened === undefined) throw tooOld(broker, requests.popRollback, openedAtStart)
        return {
          target: {...broker, name: broker.name ?? settings.get('brokerName') ?? ''},
          before: {popRecords: opened === 'true' ? 'rocksdb' : 'files'},
          after: {popRecords: 'files'},
        }
      },
    )
  }

  async export({address}: BrokerTarget): Promise<void> {
    await this.cluster.invoke(address, requests.popRollback, {})
  }
}
