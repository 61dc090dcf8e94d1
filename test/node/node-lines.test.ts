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
    expect(() => nodeRequest({brokers: 2, config})).toThrow('brokerName=broker-b: 2 brokers cannot share it')
  })

  it('is where a broker listens, and which of its name it is', () => {
    const request = nodeRequest({config: ['listenPort=12345', 'brokerId=1', 'bindAddress=0.0.0.0']})
    expect(request).toMatchObject({host: '0.0.0.0', brokers: [{name: 'broker-a', id: 1, port: 12345}]})
    expect(nodeRequest({host: '::1', config: ['bindAddress=0.0.0.0']}).host).toBe('::1')
  })

  it.each([
    [{topology: '2m', config: ['listenPort=1']}, '2 brokers cannot share it'],
    [{'broker-port': 0, config: ['listenPort=1']}, 'leave one out'],
    [{config: ['listenPort=many']}, 'a whole number was expected'],
    [{config: ['namesrvAddr=a:9876']}, '--join'],
  ] as const)('does not contradict itself: %o', (flags, message) => {
    expect(() => nodeRequest(flags)).toThrow(
      expect.objectContaining({status: 2, message: expect.stringContaining(message)}),
    )
  })

  it('is the ports of a proxy, where there is one', () => {
    expect(nodeRequest({topology: 'proxy', 'proxy-port': 0, 'grpc-port': 1}).proxy).toEqual({port: 0, grpcPort: 1})
    expect(nodeRequest({topology: 'proxy'}).proxy).toEqual({})
    expect(() => nodeRequest({'grpc-port': 0})).toThrow('--grpc-port is for --topology proxy')
  })

  it('is who is answered, and how', () => {
    expect(nodeRequest({auth: true, tls: true})).toMatchObject({access: 'auth', tls: true})
    expect(nodeRequest({acl4: true})).toMatchObject({access: 'acl4'})
    expect(nodeRequest({})).not.toHaveProperty('access')
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
