import {Flags} from '@oclif/core'
import {type FlushOffset, type FlushOffsetChange, flushOffset} from '../../admin/ha.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import type {BrokerTarget} from '../../cluster/cluster.js'
import {javaFormat} from '../../view/classic.js'

export default class BrokerFlushOffset extends WriteCommand<FlushOffset, BrokerTarget> {
  static override summary = 'Change what a slave holds of how far its master has flushed.'
  static override effect = 'write' as const
  static override subject = 'broker'

  static override examples = ['<%= config.bin %> <%= command.id %> 127.0.0.1:10921 --offset 0']

  static override flags = {
    broker: Flags.string({summary: 'The slave, by host:port; by name every slave of it.', required: true}),
    offset: Flags.integer({summary: 'Offset in the commit log.', required: true, min: 0}),
  }

  protected override readonly shape = flushOffset
  protected override readonly unprovenHint =
    'only slaves hold one: name a slave by its host:port (mqadmin cluster list)'

  protected override async plan(session: Session, flags: FlagsOf<typeof BrokerFlushOffset>) {
    return session.collect(await session.admin.ha.flushOffsetChanges(flags, flags.offset))
  }

  protected override apply({admin}: Session, {target, after}: FlushOffsetChange) {
    return admin.ha.setFlushOffset(target, after)
  }

  protected override readonly classic = (
    done: Done<FlushOffset, BrokerTarget>[],
    {offset}: FlagsOf<typeof BrokerFlushOffset>,
  ) => done.map(() => javaFormat('reset master flush offset to %d success\n', offset)).join('')
}
