import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {refuseTakenNames} from '../../src/node/broker-name.js'
import {Remoting} from '../../src/remoting/remoting.js'
import {type Cluster, startCluster} from '../../src/testing.js'

describe('the name of a broker that is to be started', () => {
  let cluster: Cluster
  const remoting = new Remoting()
  const check = (name: string, id: number, address = '127.0.0.1:0') =>
    refuseTakenNames([{role: 'broker', name, cluster: 'DefaultCluster', id, address}], [cluster.nameServer], remoting)

  beforeAll(async () => {
    cluster = await startCluster()
  })
  afterAll(async () => {
    await remoting.close()
    await cluster.close()
  })

  it('is refused when a live broker has it', async () => {
    const address = cluster.brokers[0]?.address
    await expect(check('broker-a', 0)).rejects.toMatchObject({
      code: 'NODE_FAILED',
      facts: {brokerName: 'broker-a', address},
    })
  })

  it('is free under another id, another name, or at the same address', async () => {
    await check('broker-a', 1)
    await check('broker-b', 0)
    await check('broker-a', 0, cluster.brokers[0]?.address)
  })

  it('is free where no name server answers', async () => {
    await refuseTakenNames(
      [{role: 'broker', name: 'broker-a', id: 0, address: '127.0.0.1:0'}],
      ['127.0.0.1:1'],
      remoting,
    )
  })
})
