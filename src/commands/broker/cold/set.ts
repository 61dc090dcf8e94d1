import {Flags} from '@oclif/core'
import {type ColdLimit, type ColdLimitChange, coldLimit} from '../../../admin/cold-data.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../../cli/write-command.js'
import type {BrokerTarget} from '../../../cluster/cluster.js'
import {UsageError} from '../../../errors.js'
import {lines} from '../../../view/classic.js'
import {inJavaOrder} from '../../../view/java-brokers.js'

const bytesFlag = Flags.custom<bigint>({
  helpValue: 'BYTES',
  parse: async (text, _context, flag) => {
    if (/^\d{1,19}$/.test(text) && BigInt(text) < 1n << 63n) return BigInt(text)
    throw new UsageError(`--${flag.name} is a number of bytes, not '${text}'`)
  },
})

export default class BrokerColdSet extends WriteCommand<ColdLimit, BrokerTarget> {
  static override summary =
    'Limit what a group may read in a minute of messages out of memory, until the broker starts again (brokers 5.1.3+).'
  static override effect = 'write' as const
  static override subject = 'group'

  static override examples = ['<%= config.bin %> <%= command.id %> batch-job --threshold 1048576 --broker broker-a']

  static override flags = {
    group: Flags.string({summary: 'Group to limit.', required: true}),
    threshold: bytesFlag({summary: 'Most bytes in a minute.', required: true}),
    broker: Flags.string({summary: 'This broker only, by name or host:port.'}),
    cluster: Flags.string({summary: 'Every master of this cluster.', exclusive: ['broker']}),
  }

  protected override readonly shape = coldLimit

  protected override async plan(session: Session, flags: FlagsOf<typeof BrokerColdSet>) {
    return session.collect(await session.admin.coldData.changes(flags.group, flags, flags.threshold))
  }

  protected override thing(_: ColdLimitChange, {group}: FlagsOf<typeof BrokerColdSet>) {
    return {kind: 'cold-limit', group} as const
  }

  protected override apply({admin}: Session, {target, after}: ColdLimitChange, {group}: FlagsOf<typeof BrokerColdSet>) {
    return admin.coldData.set(target, group, after as ColdLimit)
  }

  protected override readonly classic = (done: Done<ColdLimit, BrokerTarget>[]) =>
    successLines(
      inJavaOrder(
        done.map(({change}) => change.target),
        ({name, address}) => ({broker: name, address}),
      ),
    )
}

const successLines = lines<BrokerTarget>('updateColdDataFlowCtrGroupConfig success, %s%n', ({address}) => [address])
