import {Flags} from '@oclif/core'
import {type ModeChange, type ReadAhead, readAhead} from '../../admin/broker-modes.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import type {BrokerTarget} from '../../cluster/cluster.js'
import {underAddresses, underMasters} from '../../view/java-brokers.js'

/** Java's numbers beside our words. */
const modes = {normal: 'normal', random: 'random', 0: 'normal', 1: 'random'} as const

export default class BrokerReadAhead extends WriteCommand<ReadAhead, BrokerTarget> {
  static override summary = 'Let brokers read the commit log ahead of what is asked for, or not (brokers 5.1.3+).'
  static override effect = 'write' as const
  static override subject = 'mode'

  static override examples = ['<%= config.bin %> <%= command.id %> random --broker broker-a']

  static override flags = {
    mode: Flags.option({options: ['normal', 'random', '0', '1'] as const})({
      summary: 'How to read: ahead (normal, or 0), or no more than what is asked for (random, or 1).',
      required: true,
    }),
    broker: Flags.string({summary: 'This broker only, by name or host:port.'}),
    cluster: Flags.string({summary: 'Every broker of this cluster, slaves too.', exclusive: ['broker']}),
  }

  protected override readonly shape = readAhead

  protected override async plan(session: Session, flags: FlagsOf<typeof BrokerReadAhead>) {
    return session.collect(await session.admin.brokerModes.readAheadChanges(flags, {mode: modes[flags.mode]}))
  }

  protected override thing() {
    return {kind: 'read-ahead'} as const
  }

  protected override apply({admin}: Session, {target, after}: ModeChange<ReadAhead>) {
    return admin.brokerModes.setReadAhead(target, after)
  }

  protected override readonly classic = (
    done: Done<ReadAhead, BrokerTarget>[],
    {broker, mode}: FlagsOf<typeof BrokerReadAhead>,
  ) => {
    const targets = done.map(({change: {target}}) => ({...target, broker: target.name}))
    return (broker === undefined ? underMasters : underAddresses)(targets, () => remark(modes[mode]), ' ')
  }
}

/** What a broker 5.5.0 says to it. */
const remark = (mode: ReadAhead['mode']) =>
  `commitLog set readAhead mode rstStrset commitlog readahead mode success, mode: ${mode === 'normal' ? 0 : 1}\n`
