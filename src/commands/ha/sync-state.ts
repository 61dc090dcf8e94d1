import {Flags} from '@oclif/core'
import {type Replica, replica} from '../../admin/replicas.js'
import {controllerFlag} from '../../cli/address-flags.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaFormat, javaHashOrder, lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

export default class HaSyncState extends ReadCommand<Replica[]> {
  static override summary = 'Ask controllers which replicas of a broker are alive and complete.'
  static override subject = 'broker'

  static override examples = [
    '<%= config.bin %> <%= command.id %> broker-a --controller 127.0.0.1:9878',
    '<%= config.bin %> <%= command.id %> --cluster DefaultCluster --controller 127.0.0.1:9878;127.0.0.1:9868',
  ]

  static override flags = {
    controller: controllerFlag(),
    broker: Flags.string({summary: 'This broker only, by name.', exclusive: ['cluster']}),
    cluster: Flags.string({
      summary: 'The brokers of this cluster that controllers know; the only one there is, where there is one.',
    }),
  }

  protected override perform({admin}: Session, flags: FlagsOf<typeof HaSyncState>) {
    return admin.replicas.list(flags.controller, flags)
  }

  protected override readonly view = rows(
    replica,
    [
      'broker',
      'id',
      'address',
      {
        field: 'role',
        value: ({id, masterId}) => (id === masterId ? 'master' : 'slave'),
      },
      {field: 'alive', tone: ({alive}) => (alive ? 'good' : 'bad')},
      {field: 'inSync', header: 'in sync', tone: ({inSync}) => (inSync ? 'good' : 'bad')},
      {field: 'masterEpoch', header: 'master epoch'},
      {field: 'syncStateSetEpoch', header: 'set epoch'},
    ],
    {sort: ['broker', 'id']},
  )

  protected override readonly classic = (replicas: Replica[]) =>
    javaHashOrder(replicas.map(({broker}) => broker))
      .map(broker => groupPage(replicas.filter(one => one.broker === broker)))
      .join('')
}

function groupPage(group: Replica[]): string {
  const [{broker, masterId, masterAddress, masterEpoch, syncStateSetEpoch}] = group as [Replica]
  const complete = group.filter(({inSync}) => inSync)
  const head = javaFormat(
    '\n#brokerName\t%s\n#MasterBrokerId\t%d\n#MasterAddr\t%s\n#MasterEpoch\t%d\n#SyncStateSetEpoch\t%d\n#SyncStateSetNums\t%d\n',
    broker,
    masterId,
    masterAddress,
    masterEpoch,
    syncStateSetEpoch,
    complete.length,
  )
  return head + completeLines(complete) + otherLines(group.filter(({inSync}) => !inSync))
}

const identity = "ReplicaIdentity{brokerName='%s', brokerId=%d, brokerAddress='%s', alive=%b}"
const words = ({broker, id, address, alive}: Replica) => [broker, id, address, alive]
const completeLines = lines<Replica>(`\nInSyncReplica:\t${identity}\n`, words)
const otherLines = lines<Replica>(`\nNotInSyncReplica:\t${identity}\n`, words)
