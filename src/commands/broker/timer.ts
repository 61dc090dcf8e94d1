import {Flags} from '@oclif/core'
import {type ModeChange, type TimerEngine, timerEngine} from '../../admin/broker-modes.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import type {BrokerTarget} from '../../cluster/cluster.js'
import {lines} from '../../view/classic.js'
import {inJavaOrder} from '../../view/java-brokers.js'

/** Java's letters beside our words. */
const engines = {files: 'files', rocksdb: 'rocksdb', F: 'files', R: 'rocksdb'} as const

export default class BrokerTimer extends WriteCommand<TimerEngine, BrokerTarget> {
  static override summary = 'Choose where brokers keep timer messages: in files, or in RocksDB (brokers 5.4+).'
  static override effect = 'write' as const
  static override subject = 'engine'

  static override examples = ['<%= config.bin %> <%= command.id %> rocksdb --broker broker-a']

  static override flags = {
    engine: Flags.option({options: ['files', 'rocksdb', 'F', 'R'] as const})({
      summary:
        'The time wheel (files, or F), or RocksDB (rocksdb, or R), which the broker must have been started with.',
      required: true,
    }),
    broker: Flags.string({summary: 'This broker only, by name or host:port.'}),
    cluster: Flags.string({summary: 'Every master of this cluster.', exclusive: ['broker']}),
  }

  protected override readonly shape = timerEngine

  protected override async plan(session: Session, flags: FlagsOf<typeof BrokerTimer>) {
    return session.collect(await session.admin.brokerModes.timerChanges(flags, {engine: engines[flags.engine]}))
  }

  protected override thing() {
    return {kind: 'timer'} as const
  }

  protected override apply({admin}: Session, {target, after}: ModeChange<TimerEngine>) {
    return admin.brokerModes.setTimer(target, after)
  }

  protected override readonly classic = (
    done: Done<TimerEngine, BrokerTarget>[],
    {engine}: FlagsOf<typeof BrokerTimer>,
  ) =>
    successLines(
      inJavaOrder(
        done.map(({change}) => change.target),
        ({name, address}) => ({broker: name, address}),
      ).map(({address}) => [javaNames[engines[engine]], address]),
    )
}

const javaNames = {files: 'FILE_TIME_WHEEL', rocksdb: 'ROCKSDB_TIMELINE'} as const

const successLines = lines<[string, string]>('switchTimerEngine to %s success, %s%n', row => row)
