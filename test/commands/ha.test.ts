/** Replication, controllers and broker containers, before scripted servers: the embedded broker has no slaves. */
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {Refusal} from '../../src/remoting/dispatcher.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {interruption, mqadmin, mqadminJson} from '../support/cli.js'
import {copyAddress, groupName, Replication} from '../support/replication.js'
import {closeAll, type Scripted, scripted} from '../support/scripted-broker.js'
import {toldError} from '../support/told.js'

let servers: Replication
beforeAll(async () => {
  servers = await Replication.open()
})
afterAll(() => servers.close())
beforeEach(() => servers.reset())

const controller = () => servers.addressOf('controller')
const container = () => servers.addressOf('container')
const slave = () => servers.addressOf('slave')
const nobody = '127.0.0.1:1'

describe('ha status', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster()
  })
  afterAll(() => cluster.close())

  it('shows a master without slaves', async () => {
    const address = cluster.brokers[0]?.address
    expect(await mqadminJson(['ha', 'status', '-n', cluster.nameServer])).toEqual([
      {broker: 'broker-a', address, role: 'master', commitLogEnd: 0, inSyncSlaves: 0},
    ])
    const {stdout} = await mqadmin(['haStatus', '-c', 'DefaultCluster', '-n', cluster.nameServer])
    expect(stdout).toBe(
      `\n#MasterAddr\t${address}\n#MasterCommitLogMaxOffset\t0\n#SlaveNum\t0\n#InSyncSlaveNum\t0\n` +
        '#SlaveAddr                        #SlaveAckOffset             #Diff #TransferSpeed(KB/s)          #Status #TransferFromWhere\n',
    )
  })

  it('shows a slave by its address, in the zone asked for', async () => {
    expect(await mqadminJson(['ha', 'status', slave()])).toEqual([
      {
        address: slave(),
        role: 'slave',
        commitLogEnd: 8192,
        peer: copyAddress(1),
        bytesPerSecond: 2048,
        lastRead: 1_700_000_000_123,
        lastReadIso: '2023-11-14T22:13:20.123Z',
        lastWrite: 1_700_000_001_000,
        lastWriteIso: '2023-11-14T22:13:21.000Z',
        masterFlushOffset: 4096,
      },
    ])
    const {stdout} = await mqadmin(['haStatus', '-b', slave(), '--utc'])
    expect(stdout).toBe(
      `\n#MasterAddr\t${copyAddress(1)}\n#CommitLogMaxOffset\t8192\n#TransferSpeed(KB/s)\t2.00\n` +
        '#LastReadTime\t2023-11-14 22:13:20,123\n#LastWriteTime\t2023-11-14 22:13:21,000\n#MasterFlushOffset\t4096\n',
    )
  })

  it('does not know the cluster or the broker', async () => {
    for (const flag of ['--cluster', '--broker'])
      expect(await mqadmin(['ha', 'status', flag, 'nope', '-n', cluster.nameServer])).toMatchObject({
        status: 3,
        stdout: '',
      })
  })

  it('repeats under -i, as Java does', async () => {
    const stop = new AbortController()
    const ran = await mqadmin(['haStatus', '-b', slave(), '-i', '1'], {
      signal: stop.signal,
      onStdout: text => {
        if (text.split('#MasterAddr').length > 2) stop.abort(interruption())
      },
    })
    expect(ran.stdout.match(/#MasterAddr/g)).toHaveLength(2)
  })
})

describe('ha status of masters with slaves', () => {
  let stage: Scripted
  beforeAll(async () => {
    stage = await scripted(['broker-a', 'broker-b'])
    for (const [at, broker] of stage.brokers.entries())
      broker.handlers.getBrokerHaStatus = () => ({
        body: {
          master: true,
          masterCommitLogMaxOffset: 5000 + at,
          inSyncSlaveNums: 1,
          haConnectionInfo: [
            {
              addr: '10.0.0.7:40001',
              slaveAckOffset: 5000,
              diff: at,
              inSync: at === 0,
              transferredByteInSecond: 512,
              transferFromWhere: 4000,
            },
          ],
        },
      })
  })
  afterAll(() => closeAll())

  it('has a row for each slave, and says who is behind', async () => {
    const rows = await mqadminJson(['ha', 'status', '-n', stage.nameServer])
    expect(rows).toMatchObject([
      {broker: 'broker-a', role: 'master', peer: '10.0.0.7:40001', behind: 0, inSync: true},
      {broker: 'broker-b', role: 'master', peer: '10.0.0.7:40001', behind: 1, inSync: false},
    ])
    const {stdout} = await mqadmin(['haStatus', '-b', stage.brokers[1]?.address ?? '', '-n', stage.nameServer])
    expect(stdout.split('\n').at(-2)).toBe(
      '10.0.0.7:40001                    5000                            1             0.50      Fall Behind             4000',
    )
  })

  it('names the broker that does not answer', async () => {
    const [, second] = stage.brokers
    const before = second?.handlers.getBrokerHaStatus
    if (second)
      second.handlers.getBrokerHaStatus = () => {
        throw new Refusal(1, 'busy')
      }
    const ran = await mqadmin(['haStatus', '-c', 'DefaultCluster', '-n', stage.nameServer])
    if (second && before) second.handlers.getBrokerHaStatus = before
    expect(ran.status).toBe(6)
    expect(ran.stdout.match(/#MasterAddr/g)).toHaveLength(1)
    expect(ran.stderr).toContain(`broker-b (${second?.address})`)
  })

  it('says what epochs need, and which broker keeps none', async () => {
    for (const broker of stage.brokers)
      broker.handlers.getBrokerEpochCache = () => {
        throw new Refusal(1, 'this request only for controllerMode ')
      }
    const ran = await mqadmin(['getBrokerEpoch', '-c', 'DefaultCluster', '-n', stage.nameServer])
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expect(ran.stderr).toContain('broker-a')
    expect(ran.stderr).toContain('enableControllerMode=true')
  })
})

describe('broker epoch', () => {
  it('shows where each master began; the last ends where the log ends', async () => {
    expect(await mqadminJson(['broker', 'epoch', slave()])).toEqual([
      {
        cluster: 'DefaultCluster',
        broker: groupName,
        id: 2,
        address: slave(),
        epoch: 1,
        startOffset: 0,
        endOffset: 4096,
      },
      {
        cluster: 'DefaultCluster',
        broker: groupName,
        id: 2,
        address: slave(),
        epoch: 2,
        startOffset: 4096,
        endOffset: 8192,
      },
    ])
    expect((await mqadmin(['getBrokerEpoch', '-b', slave()])).stdout).toBe(
      `\n#clusterName\tDefaultCluster\n#brokerName\t${groupName}\n#brokerAddr\t${slave()}\n#brokerId\t2\n` +
        '#Epoch: EpochEntry{epoch=1, startOffset=0, endOffset=4096}\n#Epoch: EpochEntry{epoch=2, startOffset=4096, endOffset=8192}\n',
    )
  })
})

describe('ha sync-state', () => {
  it('shows every replica', async () => {
    const rows = await mqadminJson(['ha', 'sync-state', groupName, '--controller', controller()])
    const common = {broker: groupName, masterId: 1, masterAddress: copyAddress(1), masterEpoch: 1, syncStateSetEpoch: 1}
    expect(rows).toEqual([
      {...common, id: 1, address: copyAddress(1), inSync: true, alive: true},
      {...common, id: 2, address: copyAddress(2), inSync: true, alive: true},
      {...common, id: 3, address: copyAddress(3), inSync: false, alive: false},
    ])
    expect((await mqadmin(['getSyncStateSet', '-a', controller(), '-b', groupName])).stdout).toBe(
      `\n#brokerName\t${groupName}\n#MasterBrokerId\t1\n#MasterAddr\t${copyAddress(1)}\n#MasterEpoch\t1\n#SyncStateSetEpoch\t1\n#SyncStateSetNums\t2\n` +
        [
          ['InSyncReplica', 1, true],
          ['InSyncReplica', 2, true],
          ['NotInSyncReplica', 3, false],
        ]
          .map(
            ([label, id, alive]) =>
              `\n${label}:\tReplicaIdentity{brokerName='${groupName}', brokerId=${id}, brokerAddress='${copyAddress(id as number)}', alive=${alive}}\n`,
          )
          .join(''),
    )
  })

  it('tells that there is no master', async () => {
    servers.masterId = undefined
    const {stdout} = await mqadmin(['getSyncStateSet', '-a', controller(), '-b', groupName])
    expect(stdout).toContain('#MasterBrokerId\tnull\n#MasterAddr\tnull\n')
    const plain = await mqadmin(['ha', 'sync-state', groupName, '--controller', controller(), '--columns', 'id,role'])
    expect(plain.stdout).toBe('id\trole\n1\tslave\n2\tslave\n3\tslave\n')
  })

  it('asks the next controller when one is gone, and says that all are', async () => {
    const line = ['ha', 'sync-state', groupName, '--controller']
    expect(await mqadmin([...line, `${nobody};${controller()}`])).toMatchObject({status: 0, stderr: ''})
    const gone = await mqadmin([...line, `${nobody};127.0.0.1:2`])
    expect(gone).toMatchObject({status: 5, stdout: ''})
    for (const address of [nobody, '127.0.0.1:2']) expect(gone.stderr).toContain(address)
  })

  it('says that nobody leads', async () => {
    servers.leader = undefined
    const ran = await mqadmin(['ha', 'sync-state', groupName, '--controller', controller()])
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expect(ran.stderr).toContain('no leader')
  })

  it('does not know the broker', async () => {
    const ran = await mqadmin(['ha', 'sync-state', 'nope', '--controller', controller(), '--output', 'json'])
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(toldError(ran)).toMatchObject({code: 'NOT_FOUND'})
  })
})

describe('controller metadata and config', () => {
  it('shows who leads', async () => {
    expect(await mqadminJson(['controller', 'metadata', controller()])).toEqual({
      group: 'group1',
      leaderId: 'n0',
      leaderAddress: controller(),
      peers: [`n0:${controller()}`],
    })
    expect((await mqadmin(['getControllerMetaData', '-a', controller()])).stdout).toBe(
      `\n#ControllerGroup\tgroup1\n#ControllerLeaderId\tn0\n#ControllerLeaderAddress\t${controller()}\n#Peer:\tn0:${controller()}\n`,
    )
  })

  it('shows settings of the controllers that answer, and names the others', async () => {
    const address = controller()
    const line = ['controller', 'config', 'get', '--key', 'electMasterMaxRetryCount', '--controller']
    expect(await mqadminJson([...line, address])).toEqual([{address, key: 'electMasterMaxRetryCount', value: '3'}])
    const ran = await mqadmin(['getControllerConfig', '-a', `${address};${nobody}`])
    expect(ran.status).toBe(6)
    expect(ran.stdout).toContain(`============${address}============\n`)
    expect(ran.stdout).toContain('electMasterMaxRetryCount                          =  3\n')
    expect(ran.stderr).toContain(nobody)
  })

  it('changes a setting, and believes only what it reads', async () => {
    const line = ['updateControllerConfig', '-a', controller(), '-k']
    expect(await mqadmin([...line, 'electMasterMaxRetryCount', '-v', '5'])).toMatchObject({
      status: 0,
      stdout: `update controller config success![${controller()}]\nelectMasterMaxRetryCount : 5\n`,
    })
    expect(servers.settings.get('electMasterMaxRetryCount')).toBe('5')
    expect(await mqadmin([...line, 'nope', '-v', '5'])).toMatchObject({status: 1, stdout: ''})
    expect(await mqadmin([...line, 'configStorePath', '-v', '/x'])).toMatchObject({status: 1, stdout: ''})
  })

  it('says nothing of success when one of the controllers fails', async () => {
    const both = `${controller()};${nobody}`
    const ran = await mqadmin(['updateControllerConfig', '-a', both, '-k', 'electMasterMaxRetryCount', '-v', '7'])
    expect(ran).toMatchObject({status: 6, stdout: ''})
    expect(ran.stderr).toContain(nobody)
  })
})

describe('controller elect', () => {
  const line = (id: number | string, ...more: string[]) => [
    ...['controller', 'elect', groupName, '--broker-id', String(id), '--cluster', 'DefaultCluster'],
    ...['--controller', controller(), ...more],
  ]

  it('makes a replica the master, and prints what Java would have printed', async () => {
    expect(await mqadminJson(line(2, '--dry-run'))).toMatchObject([{target: groupName, outcome: 'changed'}])
    expect(servers.masterId).toBe(1)
    const ran = await mqadmin(['electMaster', '-a', controller(), '-b', '2', '-bn', groupName, '-c', 'DefaultCluster'])
    expect(ran).toEqual({
      status: 0,
      stderr: '',
      stdout:
        `\n#ClusterName\tDefaultCluster\n#BrokerName\t${groupName}\n#BrokerMasterAddr\t${copyAddress(2)}\n#MasterEpoch\t2\n#SyncStateSetEpoch\t2\n` +
        [1, 2, 3].map(id => `\t#Broker\t${id}\t${copyAddress(id)}\n`).join(''),
    })
    expect(servers.masterId).toBe(2)
  })

  it('leaves the one that is the master', async () => {
    expect(await mqadminJson(line(1))).toMatchObject([{outcome: 'unchanged'}])
    expect((await mqadmin(line(1, '--output', 'classic'))).stdout).toContain(`#BrokerMasterAddr\t${copyAddress(1)}\n`)
    expect(servers.epoch).toBe(1)
  })

  it('says which replicas there are, and what one needs', async () => {
    const unknown = await mqadmin(line(9))
    expect(unknown).toMatchObject({status: 3, stdout: ''})
    expect(unknown.stderr).toContain(`known: 1 (${copyAddress(1)}), 2 (`)
    const dead = await mqadmin(line(3))
    expect(dead).toMatchObject({status: 1, stdout: ''})
    expect(dead.stderr).toContain('mqadmin ha sync-state')
  })
})

describe('controller clean', () => {
  const line = (...more: string[]) => [
    ...[
      'controller',
      'clean',
      groupName,
      '--controller',
      controller(),
      '--cluster',
      'DefaultCluster',
      '--yes',
      ...more,
    ],
  ]

  it('forgets dead replicas', async () => {
    expect(await mqadminJson(line('--broker-ids', '3'))).toEqual([
      {
        target: `${groupName} 3`,
        outcome: 'changed',
        changes: [expect.stringContaining('replicas')],
        before: {replicas: [1, 2, 3]},
        after: {replicas: [1, 2]},
      },
    ])
    expect(servers.copies.map(({id}) => id)).toEqual([1, 2])
    const java = ['cleanBrokerMetadata', '-a', controller(), '-bn', groupName, '-b', '3', '-c', 'DefaultCluster']
    expect(await mqadmin(java)).toEqual({
      status: 0,
      stdout: `clear broker ${groupName} metadata from controller success! \n`,
      stderr: `already absent: ${groupName} 3\n`,
    })
  })

  it('spares the living unless they are meant', async () => {
    const spared = await mqadmin(line())
    expect(spared).toMatchObject({status: 1, stdout: ''})
    expect(spared.stderr).toContain('alive as replica 1 and 2')
    expect(servers.copies).toHaveLength(3)
    expect(await mqadminJson(line('--include-living'))).toMatchObject([{outcome: 'deleted'}])
    expect(servers.copies).toEqual([])
    expect(await mqadmin(line('--must-exist'))).toMatchObject({status: 3, stdout: ''})
  })

  it('refuses what is no id, and a line without the cluster', async () => {
    expect(await mqadmin(line('--broker-ids', 'x;y'))).toMatchObject({status: 2, stdout: ''})
    const java = ['cleanBrokerMetadata', '-a', controller(), '-bn', groupName]
    expect(await mqadmin(java)).toMatchObject({status: 2, stdout: ''})
  })
})

describe('broker add and broker remove', () => {
  it('takes a broker in and lets it go', async () => {
    expect(await mqadmin(['addBroker', '-c', container(), '-b', '/etc/broker-f.conf'])).toEqual({
      status: 0,
      stdout: `add broker to ${container()} success\n`,
      stderr: '',
    })
    expect(servers.contained).toContain('/etc/broker-f.conf')
    expect(await mqadmin(['removeBroker', '-c', container(), '-b', 'DefaultCluster:broker-e:0'])).toEqual({
      status: 0,
      stdout: `remove broker from ${container()} success\n`,
      stderr: '',
    })
    expect(servers.contained).not.toContain('DefaultCluster:broker-e:0')
  })

  it('passes on what the container says', async () => {
    const noFile = await mqadmin(['broker', 'add', '--container', container(), '--config-file', '/nowhere'])
    expect(noFile).toMatchObject({status: 1, stdout: ''})
    expect(noFile.stderr).toContain('on the machine of the container')
    const gone = ['broker', 'remove', 'DefaultCluster:nope:0', '--container', container(), '--yes']
    expect(await mqadmin(gone)).toMatchObject({status: 3, stdout: ''})
  })

  it.each(['broker-a', 'a:b:c', 'a:b:-1', 'a:b:0:1'])('does not take %s for a broker', async identity => {
    const ran = await mqadmin(['removeBroker', '-c', container(), '-b', identity])
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(servers.contained).toHaveLength(1)
  })
})

describe('broker flush-offset', () => {
  it('changes what the slave holds, and reads it back', async () => {
    expect(await mqadminJson(['broker', 'flush-offset', slave(), '--offset', '0', '--dry-run'])).toMatchObject([
      {outcome: 'changed', before: {masterFlushOffset: 4096}, after: {masterFlushOffset: 0}},
    ])
    expect(await mqadmin(['resetMasterFlushOffset', '-b', slave(), '-o', '0'])).toEqual({
      status: 0,
      stdout: 'reset master flush offset to 0 success\n',
      stderr: '',
    })
    expect(servers.flushOffset).toBe(0)
  })

  it('does not believe a master, which holds none', async () => {
    const stage = await scripted(['broker-a'])
    const [master] = stage.brokers
    if (master) {
      master.handlers.resetMasterFlushOffset = () => ({})
      master.handlers.getBrokerHaStatus = () => ({
        body: {master: true, masterCommitLogMaxOffset: 1, inSyncSlaveNums: 0, haConnectionInfo: []},
      })
    }
    const line = ['broker', 'flush-offset', 'broker-a', '-n', stage.nameServer, '--offset']
    const ran = await mqadmin([...line, '7'])
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expect(ran.stderr).toContain('only slaves hold one')
    expect(await mqadmin([...line, '0'])).toMatchObject({status: 0})
  })

  it('wants an offset', async () => {
    for (const more of [['-o', 'x'], []])
      expect(await mqadmin(['resetMasterFlushOffset', '-b', slave(), ...more])).toMatchObject({status: 2, stdout: ''})
  })
})
