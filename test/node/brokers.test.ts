import {access, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {requests} from '../../src/protocol/index.js'
import {Remoting, type RemotingOptions} from '../../src/remoting/remoting.js'
import {testNodes} from './harness.js'

const topic = {
  defaultTopic: 'TBW102',
  readQueueNums: 1,
  writeQueueNums: 1,
  perm: 6,
  topicFilterType: 'SINGLE_TAG',
  topicSysFlag: 0,
  order: false,
}

async function topics(nameServer: string): Promise<readonly string[]> {
  const remoting = new Remoting()
  try {
    return (await remoting.invoke(nameServer, requests.getAllTopicListFromNameserver, {})).body.topicList
  } finally {
    await remoting.close()
  }
}

async function createTopic(broker: string, name: string): Promise<void> {
  const remoting = new Remoting()
  try {
    await remoting.invoke(broker, requests.updateAndCreateTopic, {topic: name, ...topic})
  } finally {
    await remoting.close()
  }
}

describe('an embedded node with brokers', () => {
  it('is ready when all are registered, and keeps its data over a restart', async () => {
    const nodes = await testNodes()
    const {servers, node} = await nodes.start({
      nameServer: {port: 0},
      brokers: [{port: 0}, {port: 0, cluster: 'Other'}],
    })
    expect(servers).toMatchObject([
      {role: 'nameServer', state: 'ready'},
      {role: 'broker', name: 'broker-a', state: 'ready'},
      {role: 'broker', name: 'broker-b', state: 'ready'},
    ])
    expect(node.pids).toHaveLength(1)
    expect(node.brokers).toEqual(servers.slice(1).map(({address}) => address))
    await createTopic(node.brokers[0] as string, 'kept')
    const again = await nodes.restart('default')
    expect(again.servers.map(({address}) => address)).toEqual(servers.map(({address}) => address))
    expect(await topics(again.node.nameServer as string)).toContain('kept')
  })

  it('may be spread over processes, which are stopped by role', async () => {
    const nodes = await testNodes()
    const {node: first} = await nodes.start({name: 'ns', nameServer: {port: 0}, brokers: []})
    const brokerOf = (name: string) => ({
      name,
      nameServer: false as const,
      nameServers: [first.nameServer as string],
      brokers: [{name, port: 0}],
    })
    const started = await Promise.all([nodes.start(brokerOf('broker-x')), nodes.start(brokerOf('broker-y'))])
    expect(started.flatMap(({servers}) => servers.map(({state}) => state))).toEqual(['ready', 'ready'])
    const ended = await nodes.stop('all', {role: 'broker'})
    expect(ended.map(({process, roles}) => [process, roles])).toEqual([
      ['broker-x', ['broker']],
      ['broker-y', ['broker']],
    ])
    expect((await nodes.list()).map(({name, state}) => [name, state])).toEqual([
      ['broker-x', 'stopped'],
      ['broker-y', 'stopped'],
      ['ns', 'running'],
    ])
  })

  it('shows a broker that no name server lists', async () => {
    const nodes = await testNodes()
    const {node} = await nodes.start({name: 'ns', nameServer: {port: 0}, brokers: []})
    const nameServers = [node.nameServer as string]
    await nodes.start({name: 'broker', nameServer: false, nameServers, brokers: [{port: 0}]})
    await nodes.stop('ns')
    expect(await nodes.status('broker')).toMatchObject([{role: 'broker', state: 'unregistered', version: 'V5_5_0'}])
  })

  it('is not started on a store that another one has open', async () => {
    const nodes = await testNodes()
    const {node} = await nodes.start({name: 'first', nameServer: {port: 0}, brokers: [{port: 0}]})
    const same = nodes.start({name: 'second', folder: node.folder, nameServer: {port: 0}, brokers: [{port: 0}]})
    await expect(same).rejects.toMatchObject({code: 'FOLDER_IN_USE', facts: {pid: node.pids[0]}})
    expect((await nodes.list()).filter(({state}) => state === 'running').map(({name}) => name)).toEqual(['first'])
  })

  it('in memory leaves nothing in its folder', async () => {
    const nodes = await testNodes()
    const {node} = await nodes.start({memory: true, nameServer: {port: 0}, brokers: [{port: 0}]})
    await createTopic(node.brokers[0] as string, 'lost')
    const again = await nodes.restart('default')
    expect(await topics(again.node.nameServer as string)).not.toContain('lost')
    await expect(access(node.folder)).rejects.toThrow('ENOENT')
  })
})

describe('an embedded node with an account and TLS', () => {
  it('answers only what the account signed, over TLS only, and the same after a restart', async () => {
    const nodes = await testNodes()
    const request = {nameServer: {port: 0}, brokers: [{port: 0}], access: 'auth', tls: true} as const
    const {node, servers} = await nodes.start(request)
    expect(servers).toMatchObject([
      {role: 'nameServer', state: 'ready'},
      {role: 'broker', state: 'ready', version: expect.stringContaining('V')},
    ])
    const accessKey = node.accessKey as string
    const secretKey = (await readFile(node.secretKeyFile as string, 'utf8')).trim()
    const tls = {ca: await readFile(node.tlsCa as string)}
    const broker = node.brokers[0] as string
    const ask = async (options: RemotingOptions) => {
      const remoting = new Remoting(options)
      try {
        return (await remoting.invoke(broker, requests.getBrokerRuntimeInfo, {})).body.table.size > 0
      } finally {
        await remoting.close()
      }
    }
    expect(await ask({tls, credentials: {accessKey, secretKey}})).toBe(true)
    await expect(ask({tls})).rejects.toMatchObject({code: 'NO_PERMISSION'})
    await expect(ask({credentials: {accessKey, secretKey}})).rejects.toMatchObject({code: 'CONNECTION_LOST'})
    await nodes.restart('default')
    expect(await ask({tls, credentials: {accessKey, secretKey}})).toBe(true)
  })

  it('serves nobody without the account it was to have', async () => {
    const nodes = await testNodes()
    const {node} = await nodes.start({nameServer: {port: 0}, brokers: [{port: 0}], access: 'auth'})
    await nodes.stop('default')
    await writeFile(join(node.folder, 'access', 'tools.yml'), 'accessKey: x\n')
    await expect(nodes.restart('default')).rejects.toMatchObject({code: 'BAD_CREDENTIALS', status: 4})
  })
})
