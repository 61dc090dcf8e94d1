import {Flags} from '@oclif/core'
import {type BrokerIdentity, brokerIdentity, type ContainerTarget, containerTarget} from '../../admin/containers.js'
import {containerFlag} from '../../cli/address-flags.js'
import {type Change, DestroyCommand, type Done, type FlagsOf, type Session} from '../../cli/write-command.js'
import {UsageError} from '../../errors.js'
import {javaFormat} from '../../view/classic.js'

export default class BrokerRemove extends DestroyCommand<BrokerIdentity, ContainerTarget> {
  static override summary = 'Stop a broker of a broker container and let the container go on without it.'
  static override subject = 'broker-identity'

  static override examples = [
    '<%= config.bin %> <%= command.id %> DefaultCluster:broker-b:0 --container 127.0.0.1:10811 --yes',
  ]

  static override flags = {
    container: containerFlag(),
    'broker-identity': Flags.string({
      summary: 'Which broker: its cluster, name and id.',
      helpValue: 'CLUSTER:NAME:ID',
      required: true,
    }),
  }

  protected override readonly shape = brokerIdentity
  /** A container does not tell which brokers it holds; it answers when the broker has stopped. */
  protected override readonly readBack = false

  protected override async plan(_: Session, flags: FlagsOf<typeof BrokerRemove>) {
    const before = identityIn(flags['broker-identity'])
    return [{target: containerTarget(flags.container), before, after: undefined}]
  }

  protected override apply({admin}: Session, {target, before}: Change<BrokerIdentity, ContainerTarget>) {
    return admin.containers.remove(target, before as BrokerIdentity)
  }

  protected override readonly classic = (done: Done<BrokerIdentity, ContainerTarget>[]) =>
    done.map(({change}) => javaFormat('remove broker from %s success%n', change.target.address)).join('')
}

function identityIn(text: string): BrokerIdentity {
  const [, cluster, broker, id] = /^([^:]+):([^:]+):(\d+)$/.exec(text.trim()) ?? []
  if (cluster === undefined || broker === undefined)
    throw new UsageError(`'${text}' does not say which broker`, {
      hint: 'write it as cluster:name:id, for instance DefaultCluster:broker-b:0',
    })
  return {cluster, broker, id: Number(id)}
}
