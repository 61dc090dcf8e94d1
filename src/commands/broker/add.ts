import {Flags} from '@oclif/core'
import {type BrokerFile, brokerFile, type ContainerTarget, containerTarget} from '../../admin/containers.js'
import {containerFlag} from '../../cli/address-flags.js'
import {type Change, type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {javaFormat} from '../../view/classic.js'

export default class BrokerAdd extends WriteCommand<BrokerFile, ContainerTarget> {
  static override summary = 'Start a further broker in a broker container.'
  static override effect = 'write' as const

  static override examples = [
    '<%= config.bin %> <%= command.id %> --container 127.0.0.1:10811 --config-file /etc/rocketmq/broker-b.conf',
  ]

  static override flags = {
    container: containerFlag(),
    'config-file': Flags.string({summary: "The broker's settings: a file on the container's machine.", required: true}),
  }

  protected override readonly shape = brokerFile
  /** A container does not tell which brokers it holds; it answers when the broker has started. */
  protected override readonly readBack = false

  protected override async plan(_: Session, flags: FlagsOf<typeof BrokerAdd>) {
    const after = {configFile: flags['config-file']}
    return [{target: containerTarget(flags.container), before: undefined, after}]
  }

  protected override apply({admin}: Session, {target, after}: Change<BrokerFile, ContainerTarget>) {
    return admin.containers.add(target, after as BrokerFile)
  }

  protected override readonly classic = (done: Done<BrokerFile, ContainerTarget>[]) =>
    done.map(({change}) => javaFormat('add broker to %s success%n', change.target.address)).join('')
}
