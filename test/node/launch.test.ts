import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it, onTestFinished} from 'vitest'
import type {Launch} from '../../src/node/engine.js'
import {launch} from '../../src/node/launch.js'
import {livenessOf, signalProcess} from '../../src/node/process-identity.js'
import type {ProcessState} from '../../src/node/state.js'
import {Remoting} from '../../src/remoting/remoting.js'
import {temporaryFolder} from './folder.js'

/** Starts a Node script as if it were a server without an address: only its line says that it is ready. */
async function launchScript(script: string, more: Partial<Launch> = {}, signal = new AbortController().signal) {
  const log = join(await temporaryFolder(), 'server.log')
  const remoting = new Remoting()
  const spawned: ProcessState[] = []
  onTestFinished(async () => {
    await remoting.close()
    for (const process of spawned) await signalProcess(process, 'SIGKILL')
  })
  const result = launch(
    {
      id: 'server',
      command: process.execPath,
      args: ['-e', script],
      env: process.env,
      servers: [],
      nameServers: [],
      ready: /^up$/,
      stores: [],
      files: [],
      settings: [],
      ...more,
    },
    {
      node: 'n',
      log,
      remoting,
      signal,
      detached: true,
      registered: true,
      onSpawn: async state => void spawned.push(state),
      onReady: async () => {},
    },
  )
  return {result, log, spawned}
}

describe('launching', () => {
  it('waits for the line', async () => {
    const {result, log, spawned} = await launchScript(
      `console.log('not up'); console.log('up'); setInterval(() => {}, 1000)`,
    )
    const {state} = await result
    expect(spawned).toEqual([state])
    expect(await livenessOf(state)).toBe('alive')
    expect(await readFile(log, 'utf8')).toBe('not up\nup\n')
  })

  it('waits for the message', async () => {
    const servers = [{role: 'controller' as const, address: '127.0.0.1:1'}]
    const script = `process.once('message', text => process.send({failed: {code: 'STORE_FAILED', message: text, facts: {a: 1}}}))`
    const {result} = await launchScript(script, {ready: 'message', message: 'broken', servers})
    await expect(result).rejects.toMatchObject({code: 'STORE_FAILED', message: 'broken', facts: {a: 1}})
  })

  it('passes on the end of the log of one that ends early: a short one whole', async () => {
    const {result, log} = await launchScript(`console.error('Error: bad\\n  at line'); process.exit(3)`)
    await expect(result).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: 'server of node n ended with status 3\n  Error: bad\n  at line',
      facts: {node: 'n', process: 'server', log},
    })
  })

  it('of a long log shows what speaks of trouble', async () => {
    const script = `for (let i = 0; i < 50; i++) console.log('line', i, i === 20 ? 'java.lang.Exception: x' : ''); process.exit(1)`
    const {result} = await launchScript(script)
    await expect(result).rejects.toMatchObject({
      message: 'server of node n ended with status 1\n  line 20 java.lang.Exception: x',
    })
  })

  it('knows a port in use by its words', async () => {
    const {result} = await launchScript(
      `console.log('java.net.BindException: Address already in use'); process.exit(1)`,
    )
    await expect(result).rejects.toMatchObject({code: 'PORT_IN_USE'})
  })

  it('ends one that is not ready in time, or no longer wanted', async () => {
    const idle = 'setInterval(() => {}, 1000)'
    const late = await launchScript(idle, {}, AbortSignal.timeout(1))
    await expect(late.result).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: 'server of node n was not ready in time',
    })
    const stop = new AbortController()
    const unwanted = await launchScript(idle, {}, stop.signal)
    stop.abort(new Error('enough'))
    await expect(unwanted.result).rejects.toThrow('enough')
    for (const state of [...late.spawned, ...unwanted.spawned]) await expect.poll(() => livenessOf(state)).toBe('gone')
  })

  it('says that there is no such program', async () => {
    const {result} = await launchScript('', {command: '/nowhere/java'})
    await expect(result).rejects.toMatchObject({code: 'NODE_FAILED', message: expect.stringContaining('/nowhere/java')})
  })
})
