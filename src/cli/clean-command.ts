/** Base of commands that make brokers remove files they no longer need, at once. */
import {Flags} from '@oclif/core'
import {type ExpiredFiles, expiredFiles} from '../admin/brokers.js'
import type {BrokerTarget} from '../cluster/cluster.js'
import {DestroyCommand, type Done, type FlagsOf, type Session} from './write-command.js'

export abstract class CleanCommand extends DestroyCommand<ExpiredFiles, BrokerTarget> {
  static override subject = 'broker'

  static override examples = [
    '<%= config.bin %> <%= command.id %> broker-a --yes',
    {description: 'On every broker of every cluster', command: '<%= config.bin %> <%= command.id %> --yes'},
  ]

  static override flags = {
    broker: Flags.string({summary: 'This broker only, by name or host:port.'}),
    cluster: Flags.string({summary: 'Every broker of this cluster, slaves too.', exclusive: ['broker']}),
  }

  protected override readonly shape = expiredFiles
  /** The broker does not tell what it removed. */
  protected override readonly readBack = false

  protected override async plan({admin}: Session, flags: FlagsOf<typeof CleanCommand>) {
    return (await admin.brokers.cleanable(flags)).map(target => ({
      target,
      before: {expiredFiles: 'kept' as const},
      after: {expiredFiles: 'removed' as const},
    }))
  }

  /** Java's word is about all brokers together. */
  protected override readonly classic = (
    _: Done<ExpiredFiles, BrokerTarget>[],
    _flags: FlagsOf<typeof CleanCommand>,
    undone: readonly string[],
  ) => (undone.length > 0 ? '' : 'success')
}
