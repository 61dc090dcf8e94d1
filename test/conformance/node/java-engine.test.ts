import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import type {NodeRequest} from '../../../src/node/spec.js'
import {JavaAdminRunner, javaAdmin, javaAvailable, javaCluster} from '../../support/java.js'
import {javaNodes, javaRequest, startTimeoutMs} from './java-nodes.js'

const java = await javaAvailable()
if (!java.ok) console.warn(`skipped: the java engine, for want of Java: ${java.reason}`)

const account = {accessKey: 'rocketmq', secretKey: '12345678'}

describe.skipIf(!java.ok)('the java engine', () => {
  it.each(['5.5.0', '4.9.7', '4.9.2'] as const)(
    'runs %s, which Java itself sees and which comes back under its addresses',
    async version => {
      const available = await javaAvailable(version)
      if (!available.ok) throw new Error(available.reason)
      const nodes = await javaNodes()
      const {node, servers} = await nodes.start(javaRequest(nodes, version), {timeoutMs: startTimeoutMs})
      expect(node).toMatchObject({engine: 'java', version, state: 'running'})
      expect(servers).toMatchObject([
        {role: 'nameServer', state: 'ready'},
        {role: 'broker', name: 'broker-a', state: 'ready', version: `V${version.replaceAll('.', '_')}`},
      ])
      const nameServer = node.nameServer as string
      const made = await javaAdmin(version, ['updateTopic', '-n', nameServer, '-c', 'DefaultCluster', '-t', 'kept'])
      expect(made.stdout).toContain(`create topic to ${node.brokers[0]} success.`)
      const again = await nodes.restart('default', {timeoutMs: startTimeoutMs})
      expect(again.servers.map(({address, state}) => [address, state])).toEqual(
        servers.map(({address}) => [address, 'ready']),
      )
      expect((await javaAdmin(version, ['topicList', '-n', nameServer])).stdout.split('\n')).toContain('kept')
      expect((await nodes.stop('default')).map(({process, outcome}) => [process, outcome])).toEqual([
        ['broker-a', 'stopped'],
        ['nameserver', 'stopped'],
      ])
    },
  )

  it('passes on why Java did not start, and leaves nothing running', async () => {
    const nodes = await javaNodes()
    const start = nodes.start(javaRequest(nodes, '5.5.0', {jvmOptions: ['-XX:NoSuchOption=1']}))
    await expect(start).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: expect.stringContaining("Unrecognized VM option 'NoSuchOption=1'"),
    })
    expect(await nodes.list()).toMatchObject([{state: 'stopped', pids: []}])
  })

  it('takes turns on a folder with the embedded engine, never at the same time', async () => {
    const nodes = await javaNodes()
    const folder = join(nodes.settings.stateFolder, 'data')
    const embedded: NodeRequest = {folder, nameServer: {port: 0}, brokers: [{port: 0}]}
    const topicsOf = async (address: string) =>
      (await javaAdmin('5.5.0', ['topicList', '-n', address])).stdout.split('\n')

    const first = await nodes.start(javaRequest(nodes, '5.5.0'), {timeoutMs: startTimeoutMs})
    await javaAdmin('5.5.0', [
      'updateTopic',
      '-n',
      first.node.nameServer as string,
      '-c',
      'DefaultCluster',
      '-t',
      'by-java',
    ])
    await expect(nodes.start({...embedded, name: 'other'})).rejects.toMatchObject({
      code: 'FOLDER_IN_USE',
      facts: {pid: first.node.pids[1], process: 'BrokerStartup'},
    })
    await nodes.stop('default')

    const second = await nodes.start(embedded)
    const address = second.node.nameServer as string
    expect(await topicsOf(address)).toContain('by-java')
    await javaAdmin('5.5.0', ['updateTopic', '-n', address, '-c', 'DefaultCluster', '-t', 'by-us'])
    await nodes.stop('default')

    const third = await nodes.start(javaRequest(nodes, '5.5.0'), {timeoutMs: startTimeoutMs})
    expect(await topicsOf(third.node.nameServer as string)).toEqual(expect.arrayContaining(['by-java', 'by-us']))
  })

  it('in the foreground prints its lines and ends with the signal', async () => {
    const nodes = await javaNodes()
    const stop = new AbortController()
    const lines: string[] = []
    await nodes.run(javaRequest(nodes, '4.9.7'), {
      signal: stop.signal,
      onLine: line => lines.push(line),
      onReady: () => stop.abort(),
    })
    expect(lines).toContain('The Name Server boot success. serializeType=JSON')
    expect(lines.some(line => /^The broker\[broker-a, 127\.0\.0\.1:\d+\] boot success\./.test(line))).toBe(true)
    expect(await nodes.list()).toMatchObject([{state: 'stopped', pids: []}])
  })
})

describe.skipIf(!java.ok)('java clusters for tests', () => {
  it.each(['5.5.0', '4.9.7'] as const)('of %s answer an account only, where one is given', async version => {
    const cluster = await javaCluster({version, account})
    try {
      const argv = ['brokerStatus', '-n', cluster.nameServer, '-b', cluster.brokers[0]?.address as string]
      expect((await javaAdmin(version, argv)).stdout).not.toContain('bootTimestamp')
      expect((await javaAdmin(version, argv, {credentials: account})).stdout).toContain('bootTimestamp')
    } finally {
      await cluster.stop()
    }
  })

  it('take TLS, with two brokers', async () => {
    const cluster = await javaCluster({version: '5.5.0', brokers: 2, tls: 'enforcing'})
    try {
      const argv = ['clusterList', '-n', cluster.nameServer]
      const {stdout} = await javaAdmin('5.5.0', argv, {properties: {'tls.enable': 'true'}})
      for (const {name, address} of cluster.brokers) expect(stdout).toMatch(new RegExp(`${name} .* ${address} `))
      expect((await javaAdmin('5.5.0', argv)).stdout).not.toContain('broker-a')
    } finally {
      await cluster.stop()
    }
  })
})

describe.skipIf(!java.ok)('the warm mqadmin', () => {
  it('answers as a cold one does, line by line and side by side', async () => {
    const runner = await JavaAdminRunner.start('5.5.0', {workers: 3})
    try {
      const lines = [
        ['help', 'topicList'],
        ['topicList', '-h'],
        ['topicList', '-z'],
        ['nonsense'],
        ['updateTopic', '-t', ''],
      ]
      const warm = await Promise.all(lines.map(line => runner.run(line)))
      for (const [index, line] of lines.entries()) {
        const {stdout, status} = await javaAdmin('5.5.0', line)
        expect({line, stdout: warm[index]?.stdout, status: warm[index]?.status}).toEqual({line, stdout, status})
      }
      expect(warm.map(({status}) => status)).toEqual([0, 0, 1, 0, 1])
    } finally {
      await runner.stop()
    }
    await expect(runner.run(['help'])).rejects.toThrow('ended')
  })
})
