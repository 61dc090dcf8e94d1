import {Flags} from '@oclif/core'
import {type RecordsChange, type ReplicaRecords, replicaRecords} from '../../admin/replicas.js'
import {controllerFlag} from '../../cli/address-flags.js'
import {DestroyCommand, type Done, type FlagsOf, type Session} from '../../cli/write-command.js'
import {UsageError} from '../../errors.js'
import {javaFormat} from '../../view/classic.js'

type Target = RecordsChange['target']

export default class ControllerClean extends DestroyCommand<ReplicaRecords, Target> {
  static override summary = 'Make controllers forget replicas of a broker that are gone for good.'
  static override subject = 'broker'

  static override examples = [
    '<%= config.bin %> <%= command.id %> broker-a --broker-ids 2 --cluster DefaultCluster --controller 127.0.0.1:9878 --yes',
  ]

  static override flags = {
    controller: controllerFlag(),
    broker: Flags.string({summary: 'Name of the broker.', required: true}),
    'broker-ids': Flags.string({
      summary: 'Ids of the replicas as ha sync-state shows them, with ; or , between them; all of them when not given.',
      helpValue: 'ID;…',
    }),
    cluster: Flags.string({summary: 'Cluster of the broker; needed unless living ones go, too.'}),
    'include-living': Flags.boolean({summary: 'Forget those as well that are alive: they register anew.'}),
  }

  protected override readonly shape = replicaRecords

  protected override async plan({admin}: Session, flags: FlagsOf<typeof ControllerClean>) {
    return [await admin.replicas.cleaningChange(flags.controller, cleaning(flags))]
  }

  protected override apply({admin}: Session, _: RecordsChange, flags: FlagsOf<typeof ControllerClean>) {
    return admin.replicas.clean(flags.controller, cleaning(flags))
  }

  protected override readonly classic = (
    _: Done<ReplicaRecords, Target>[],
    {broker}: FlagsOf<typeof ControllerClean>,
  ) => javaFormat('clear broker %s metadata from controller success! \n', broker)
}

function cleaning(flags: FlagsOf<typeof ControllerClean>) {
  const {broker, cluster, 'broker-ids': ids, 'include-living': includeLiving} = flags
  if (cluster === undefined && !includeLiving)
    throw new UsageError('the cluster of the broker is not said', {
      hint: 'add --cluster, by which a controller finds out who is alive, or --include-living',
    })
  return {broker, cluster, ids: ids === undefined ? undefined : idsIn(ids), includeLiving}
}

function idsIn(text: string): number[] {
  const ids = text.split(/[;,]/).map(id => id.trim())
  const wrong = ids.find(id => !/^\d+$/.test(id))
  if (wrong !== undefined) throw new UsageError(`'${wrong}' is no id of a replica: --broker-ids takes numbers`)
  return ids.map(Number)
}
