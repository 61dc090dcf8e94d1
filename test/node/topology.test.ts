import {describe, expect, it} from 'vitest'
import {completeSpec, processId} from '../../src/node/spec.js'
import {topology, type topologyNames} from '../../src/node/topology.js'

const spec = (name: (typeof topologyNames)[number]) =>
  completeSpec({engine: 'java', nameServer: {port: 0}, ...topology(name)}, () => '/data')

describe('a topology', () => {
  it.each([
    ['single', ['broker-a'], 0],
    ['2m', ['broker-a', 'broker-b'], 0],
    ['2m-2s-sync', ['broker-a', 'broker-b', 'broker-a-s1', 'broker-b-s1'], 0],
    ['2m-2s-async', ['broker-a', 'broker-b', 'broker-a-s1', 'broker-b-s1'], 0],
    ['controller-3', ['broker-a-r0', 'broker-a-r1'], 3],
    ['proxy', ['broker-a'], 0],
  ] as const)('%s has the brokers %j and %i controllers', (name, brokers, controllers) => {
    expect(spec(name).brokers.map(processId)).toEqual(brokers)
    expect(spec(name).controllers).toHaveLength(controllers)
  })

  it('has a proxy where it says so, on the ports that clients try first', () => {
    expect(spec('proxy').proxy).toMatchObject({port: 8080, grpcPort: 8081})
    expect(spec('2m').proxy).toBeUndefined()
  })

  it('replicates synchronously only where it says so', () => {
    const roles = (name: (typeof topologyNames)[number]) =>
      spec(name)
        .brokers.filter(({id}) => id === 0)
        .map(({config}) => config.get('brokerRole'))
    expect(roles('2m-2s-sync')).toEqual(['SYNC_MASTER', 'SYNC_MASTER'])
    expect(roles('2m-2s-async')).toEqual(['ASYNC_MASTER', 'ASYNC_MASTER'])
  })
})
