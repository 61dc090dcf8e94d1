import {describe, expect, it} from 'vitest'
import {completeSpec, type NodeRequest, processId} from '../../src/node/spec.js'

const complete = (request: NodeRequest) => completeSpec(request, name => `/data/${name}`)

describe('a node', () => {
  it('is a name server and broker-a when nothing is said', () => {
    expect(complete({})).toMatchObject({
      name: 'default',
      engine: 'embedded',
      host: '127.0.0.1',
      nameServer: {port: 9876},
      brokers: [{name: 'broker-a', cluster: 'DefaultCluster', id: 0, port: 10911}],
      folder: '/data/default',
      memory: false,
    })
  })

  it('names its brokers in turn and lets the system choose the ports of all but the first', () => {
    const {brokers} = complete({brokers: [{}, {}, {name: 'x', port: 1}]})
    expect(brokers.map(({name, port}) => [name, port])).toEqual([
      ['broker-a', 10911],
      ['broker-b', 0],
      ['x', 1],
    ])
  })

  it('calls slaves after their master', () => {
    const {brokers} = complete({engine: 'java', brokers: [{name: 'a'}, {name: 'a', id: 1, port: 0}]})
    expect(brokers.map(processId)).toEqual(['a', 'a-s1'])
  })

  it.each<[string, NodeRequest]>([
    ['cannot be a node', {name: '../x'}],
    ['start nothing', {nameServer: false, brokers: []}],
    ['need a name server', {nameServer: false}],
    ['no controller', {controllers: [{}]}],
    ['does not replicate', {brokers: [{id: 1}]}],
    ['version is for the java engine', {version: '5.5.0'}],
    ['has no proxy', {proxy: {}}],
    ['plain_acl.yml is for the java engine', {access: 'acl4'}],
    ['does not answer its slaves', {engine: 'java', access: 'acl4', brokers: [{}, {name: 'broker-a', id: 1}]}],
    ['does not sign for plain_acl.yml', {engine: 'java', access: 'acl4', proxy: {}}],
    ['Accounts are for brokers', {access: 'auth', brokers: []}],
    ['another has another authority', {tls: true, nameServer: false, nameServers: ['127.0.0.1:9876']}],
    ['keeps its data on disk', {engine: 'java', memory: true}],
    ['not a port', {nameServer: {port: 70000}}],
    ['not a heap size', {engine: 'java', heap: {broker: 'much'}}],
    ['both be called broker-a', {brokers: [{name: 'broker-a'}, {name: 'broker-a'}]}],
  ])('is refused when it %s', (message, request) => {
    expect(() => complete(request)).toThrow(
      expect.objectContaining({status: 2, message: expect.stringContaining(message)}),
    )
  })
})
