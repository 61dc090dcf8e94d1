import {readFile, rm, writeFile} from 'node:fs/promises'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {describe, expect, it, onTestFinished} from 'vitest'
import type {Failure} from '../../src/errors.js'
import type {NodeRequest} from '../../src/node/spec.js'
import {testNodes} from './harness.js'

const nameServerOnly: NodeRequest = {nameServer: {port: 0}, brokers: []}

describe('an embedded node', () => {
  it('starts, shows itself, stops and starts again under its address', async () => {
    const nodes = await testNodes()
    const texts: string[] = []
    const {node, servers, alreadyRunning} = await nodes.start(nameServerOnly, {
      onProgress: ({text}) => texts.push(text),
    })
    expect(alreadyRunning).toBe(false)
    expect(texts).toEqual(['Starting nameserver of default'])
    expect(node).toMatchObject({name: 'default', engine: 'embedded', state: 'running', nameServer: servers[0]?.address})
    expect(servers).toMatchObject([{role: 'nameServer', state: 'ready', pid: node.pids[0]}])
    expect(servers[0]?.address).toMatch(/^127\.0\.0\.1:[1-9]\d*$/)
    expect(await nodes.list()).toEqual([node])

    expect(await nodes.stop('default')).toEqual([
      {node: 'default', process: 'nameserver', pid: node.pids[0], roles: ['nameServer'], outcome: 'stopped'},
    ])
    expect(await nodes.list()).toMatchObject([{name: 'default', state: 'stopped', pids: []}])
    expect(await nodes.status('default')).toMatchObject([{state: 'stopped'}])
    expect(await nodes.stop('default')).toEqual([])

    const again = await nodes.restart('default')
    expect(again.servers).toMatchObject([{address: servers[0]?.address, state: 'ready'}])
  })

  it('is not started twice', async () => {
    const nodes = await testNodes()
    const both = await Promise.all([nodes.start(nameServerOnly), nodes.start(nameServerOnly)])
    expect(both.map(({alreadyRunning}) => alreadyRunning).sort()).toEqual([false, true])
    expect(both[0].servers).toEqual(both[1].servers)
    await expect(nodes.start({...nameServerOnly, nameServer: {port: 0, config: {a: 'b'}}})).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: expect.stringContaining('with other settings'),
    })
  })

  it('that was killed is crashed, and starts again', async () => {
    const nodes = await testNodes()
    const {node} = await nodes.start(nameServerOnly)
    const [pid] = node.pids as [number]
    process.kill(pid, 'SIGKILL')
    await expect.poll(async () => (await nodes.list())[0]?.state).toBe('crashed')
    expect(await nodes.status()).toMatchObject([{state: 'crashed', pid}])
    expect(await nodes.start(nameServerOnly)).toMatchObject({alreadyRunning: false, node: {state: 'running'}})
  })

  it('tells what is in the way of its port, and leaves nothing running', async () => {
    const nodes = await testNodes()
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const {port} = server.address() as {port: number}
    await expect(nodes.start({nameServer: {port}, brokers: []})).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`(pid ${process.pid})`),
    })
    expect(await nodes.list()).toEqual([])
  })

  it('that has the port of another is told which one', async () => {
    const nodes = await testNodes()
    const {node} = await nodes.start({...nameServerOnly, name: 'first'})
    const port = Number(node.nameServer?.split(':').at(-1))
    await expect(nodes.start({name: 'second', nameServer: {port}, brokers: []})).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`nameserver of node first (pid ${node.pids[0]})`),
      hint: expect.stringContaining('mqadmin node stop first'),
    })
  })

  it('may tell its clients another address than it has', async () => {
    const nodes = await testNodes()
    const config = {brokerIP1: '192.0.2.7'}
    const {servers} = await nodes.start({nameServer: {port: 0}, brokers: [{port: 0, config}]})
    const broker = servers.find(({role}) => role === 'broker')
    expect(broker).toMatchObject({state: 'ready', address: expect.stringMatching(/^127\.0\.0\.1:/)})
    expect(broker?.advertised).toBe(broker?.address.replace('127.0.0.1', '192.0.2.7'))
  })

  it('that fails passes on why', async () => {
    const nodes = await testNodes()
    await expect(
      nodes.start({nameServer: {port: 0, config: {scanNotActiveBrokerInterval: 'soon'}}, brokers: []}),
    ).rejects.toMatchObject({message: expect.stringContaining('scanNotActiveBrokerInterval'), status: 2})
    const [node] = await nodes.list()
    expect(node).toMatchObject({state: 'stopped', brokers: []})
    expect(node).not.toHaveProperty('nameServer')
    expect(await nodes.status()).toEqual([])
  })

  it('ends when the start is interrupted', async () => {
    const nodes = await testNodes()
    const interrupt = new AbortController()
    const start = nodes.start(nameServerOnly, {
      signal: interrupt.signal,
      onProgress: () => interrupt.abort(new Error('enough')),
    })
    await expect(start).rejects.toThrow('enough')
    expect(await nodes.list()).toMatchObject([{state: 'stopped', pids: []}])
  })

  it('keeps its log, which can be followed', async () => {
    const nodes = await testNodes()
    const {servers} = await nodes.start(nameServerOnly)
    const stop = new AbortController()
    const seen: string[] = []
    for await (const {process, line} of nodes.logs('default', {follow: true, signal: stop.signal})) {
      expect(process).toBe('nameserver')
      seen.push(line)
      if (seen.length === 1) void nodes.stop('default')
      if (/stopped/.test(line)) stop.abort()
    }
    expect(seen[0]).toContain(servers[0]?.address)
    expect(await readFile(servers[0]?.log as string, 'utf8')).toBe(`${seen.join('\n')}\n`)
  })

  it('whose state cannot be read keeps no other from being stopped', async () => {
    const nodes = await testNodes()
    await nodes.start(nameServerOnly)
    await writeFile(join(nodes.settings.stateFolder, 'nodes', 'broken.json'), '{')
    const failures: Failure[] = []
    const told = {onFailures: (failed: readonly Failure[]) => failures.push(...failed)}
    expect(await nodes.stop('all', told)).toMatchObject([{node: 'default', outcome: 'stopped'}])
    expect(await nodes.list(told)).toMatchObject([{name: 'default', state: 'stopped'}])
    expect(failures.map(({target, error}) => [target, error.code])).toEqual([
      ['broken', 'BAD_SETTINGS'],
      ['broken', 'BAD_SETTINGS'],
    ])
    await expect(nodes.stop('all')).rejects.toMatchObject({code: 'PARTIAL', failures: [{target: 'broken'}]})
    await rm(join(nodes.settings.stateFolder, 'nodes', 'broken.json'))
  })

  it('is forgotten on demand, when it does not run', async () => {
    const nodes = await testNodes()
    const {node} = await nodes.start(nameServerOnly)
    await expect(nodes.remove('default', {data: true})).rejects.toMatchObject({code: 'NODE_FAILED'})
    await nodes.stop('default')
    await nodes.remove('default', {data: true})
    expect(await nodes.list()).toEqual([])
    await expect(readFile(join(node.folder, 'nameserver', 'kvConfig.json'))).rejects.toThrow('ENOENT')
    for (const call of ['stop', 'status', 'restart', 'remove'] as const)
      await expect(nodes[call]('default')).rejects.toMatchObject({code: 'NOT_FOUND', status: 3})
  })

  it('in the foreground prints what Java prints, until it is told to end', async () => {
    const nodes = await testNodes()
    const stop = new AbortController()
    const lines: string[] = []
    let run: Promise<void> | undefined
    await new Promise<void>((resolve, reject) => {
      run = nodes.run(nameServerOnly, {signal: stop.signal, onLine: line => lines.push(line), onReady: () => resolve()})
      run.catch(reject)
    })
    const [server] = await nodes.status('default')
    expect(server).toMatchObject({state: 'ready', pid: process.pid})
    expect(lines).toContain(`The Name Server boot success. serializeType=JSON, address ${server?.address}`)
    await expect(nodes.run(nameServerOnly, {signal: stop.signal, onLine: () => {}})).rejects.toMatchObject({
      code: 'NODE_FAILED',
    })
    stop.abort()
    await run
    expect((await readFile(server?.log as string, 'utf8')).split('\n')).toEqual([...lines, ''])
  })
})
