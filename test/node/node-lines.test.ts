import {describe, expect, it} from 'vitest'
import {UsageError} from '../../src/errors.js'
import {nodeRequest} from '../../src/node/node-lines.js'

describe('what is said of a node', () => {
  it('is nothing', () => {
    expect(nodeRequest({})).toEqual({brokers: [{name: 'broker-a', config: {}}], heap: {}})
  })

  it('is everything that has one value', () => {
    const flags = {name: 'ci', engine: 'java', host: '::1', folder: '/data', memory: true} as const
    expect(nodeRequest({...flags, release: '5.5.0'})).toMatchObject({...flags, version: '5.5.0'})
  })

  it('is the port of the name server, and of the first broker; 0 is for all brokers', () => {
    expect(nodeRequest({brokers: 2, 'name-server-port': 9999, 'broker-port': 10000})).toMatchObject({
      nameServer: {port: 9999},
      brokers: [{port: 10000, config: {}}, {config: {}}],
    })
    const {brokers} = nodeRequest({brokers: 2, 'broker-port': 0})
    expect(brokers?.map(({port}) => port)).toEqual([0, 0])
  })

  it('is whom to join, instead of a name server of its own', () => {
    expect(nodeRequest({join: '10.0.0.1:9876;10.0.0.2:9876', 'name-server-port': 1})).toMatchObject({
      nameServer: false,
      nameServers: ['10.0.0.1:9876', '10.0.0.2:9876'],
    })
  })

  it('is settings of every broker, beside those of the topology', () => {
    const {brokers} = nodeRequest({topology: '2m-2s-sync', config: ['flushDiskType=SYNC_FLUSH', 'a=b=c']})
    expect(brokers).toHaveLength(4)
    for (const {config} of brokers ?? []) expect(config).toMatchObject({flushDiskType: 'SYNC_FLUSH', a: 'b=c'})
    expect(brokers?.filter(({config}) => config?.['brokerRole'] === 'SYNC_MASTER')).toHaveLength(2)
  })

  it('is what a broker is called, and its cluster', () => {
    const config = ['brokerName=broker-b', 'brokerClusterName=Other']
    const {brokers} = nodeRequest({join: '10.0.0.1:9876', config})
    expect(brokers).toMatchObject([{name: 'broker-b', cluster: 'Other'}])
    expect(() => nodeRequest({brokers: 2, config})).toThrow('2 brokers cannot have one name')
  })

  it('is heaps by role', () => {
    expect(nodeRequest({heap: ['broker=1g', 'nameServer = 64m']})).toMatchObject({
      heap: {broker: '1g', nameServer: '64m'},
    })
  })

  it.each([[{config: ['flushDiskType']}], [{heap: ['=1g']}]])('is refused: %o', flags => {
    expect(() => nodeRequest(flags)).toThrow(UsageError)
  })
})
