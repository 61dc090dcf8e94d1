import {Flags} from '@oclif/core'
import {type Election, type ElectionChange, type GroupMaster, groupMaster} from '../../admin/replicas.js'
import {controllerFlag} from '../../cli/address-flags.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {javaFormat, javaHashOrder} from '../../view/classic.js'

type Target = ElectionChange['target']

export default class ControllerElect extends WriteCommand<GroupMaster, Target, Election> {
  static override summary = 'Make a replica of a broker its master.'
  static override effect = 'write' as const
  static override subject = 'broker'

  static override examples = [
    '<%= config.bin %> <%= command.id %> broker-a --broker-id 2 --cluster DefaultCluster --controller 127.0.0.1:9878',
  ]

  static override flags = {
    controller: controllerFlag(),
    broker: Flags.string({summary: 'Name of the broker.', required: true}),
    'broker-id': Flags.integer({
      summary: 'Id of the replica as ha sync-state shows it: one that is alive and in sync.',
      required: true,
      min: 1,
    }),
    cluster: Flags.string({summary: 'Cluster of the broker.', required: true}),
  }

  protected override readonly shape = groupMaster

  protected override async plan({admin}: Session, flags: FlagsOf<typeof ControllerElect>) {
    return [await admin.replicas.electionChange(flags.controller, candidate(flags))]
  }

  protected override apply({admin}: Session, _: ElectionChange, flags: FlagsOf<typeof ControllerElect>) {
    return admin.replicas.elect(flags.controller, candidate(flags))
  }

  protected override readonly classic = (done: Done<GroupMaster, Target, Election>[]) =>
    done.map(({change, result}) => electionPage(result ?? change.target.standing)).join('')
}

const candidate = ({cluster, broker, 'broker-id': id}: FlagsOf<typeof ControllerElect>) => ({cluster, broker, id})

function electionPage({cluster, broker, masterAddress, masterEpoch, syncStateSetEpoch, members}: Election): string {
  const head = javaFormat(
    '\n#ClusterName\t%s\n#BrokerName\t%s\n#BrokerMasterAddr\t%s\n#MasterEpoch\t%s\n#SyncStateSetEpoch\t%s\n',
    cluster,
    broker,
    masterAddress,
    masterEpoch,
    syncStateSetEpoch,
  )
  const addresses = new Map(members)
  return (
    head +
    javaHashOrder(addresses.keys())
      .map(id => javaFormat('\t#Broker\t%d\t%s\n', id, addresses.get(id)))
      .join('')
  )
}
