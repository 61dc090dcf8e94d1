import {describe, expect, it} from 'vitest'
import {RouteTable, silenceMs} from '../../src/namesrv/route-table.js'
import type {Connection} from '../../src/remoting/connection.js'

const connection = {} as Connection
const topic = (topicName: string) => ({
  topicName,
  readQueueNums: 4,
  writeQueueNums: 4,
  perm: 6,
  topicFilterType: 'SINGLE_TAG' as const,
  topicSysFlag: 0,
  order: false,
})
const registration = (address: string, stateVersion = 0, topics = ['a', 'b']) => ({
  cluster: 'c',
  brokerName: 'broker-a',
  brokerId: 0,
  address,
  haServerAddress: '',
  connection,
  dataVersion: {counter: 1, timestamp: 1, stateVersion},
  topics: new Map(topics.map(name => [name, topic(name)])),
  mappings: new Map(),
})

describe('route table', () => {
  it('drops a broker that was silent for too long, and a sign of life puts that off', () => {
    let now = 0
    const routes = new RouteTable(() => now)
    routes.register(registration('1:1'), false)
    now = silenceMs
    expect(routes.expire()).toEqual([])
    routes.touch('c', '1:1')
    now = 2 * silenceMs
    expect(routes.expire()).toEqual([])
    now++
    expect(routes.expire()).toEqual([{address: '1:1', connection}])
    expect([...routes.topics.keys(), ...routes.brokers.keys(), ...routes.clusters.keys()]).toEqual([])
  })

  it('leaves the id to the holder with the later state', () => {
    const routes = new RouteTable()
    routes.register(registration('1:1', 2), false)
    expect(routes.register(registration('2:2', 1), false)).toBe(true)
    expect(routes.brokers.get('broker-a')?.addresses.get(0)).toBe('1:1')
    routes.register(registration('2:2', 3), false)
    expect(routes.brokers.get('broker-a')?.addresses.get(0)).toBe('2:2')
  })

  it('forgets topics that are no longer named only when told to', () => {
    const routes = new RouteTable()
    routes.register(registration('1:1'), true)
    const next = {...registration('1:1', 0, ['b', 'c']), dataVersion: {counter: 2, timestamp: 1, stateVersion: 0}}
    routes.register(next, false)
    expect([...routes.topics.keys()]).toEqual(['a', 'b', 'c'])
    routes.register({...next, dataVersion: {...next.dataVersion, counter: 3}}, true)
    expect([...routes.topics.keys()]).toEqual(['b', 'c'])
  })
})
