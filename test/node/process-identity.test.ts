import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {describe, expect, it, onTestFinished} from 'vitest'
import {identify, livenessOf, signalProcess} from '../../src/node/process-identity.js'
import {stopProcess} from '../../src/node/stop.js'
import {linuxToken, psToken} from '../../src/process-start.js'

async function idleProcess(script = 'setInterval(() => {}, 1000)'): Promise<ChildProcess & {pid: number}> {
  const child = spawn(process.execPath, ['-e', `${script}; console.log('up')`], {stdio: ['ignore', 'pipe', 'inherit']})
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child as ChildProcess & {pid: number}
}

describe('a process', () => {
  it('is alive while it runs and gone when it ended', async () => {
    const child = await idleProcess()
    const ref = await identify(child.pid)
    expect(ref.started).not.toBe('')
    expect(await livenessOf(ref)).toBe('alive')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await livenessOf(ref)).toBe('gone')
  })

  it('is a stranger when its start time is another one, and is not signalled then', async () => {
    const child = await idleProcess()
    const stranger = {pid: child.pid, started: (await identify(process.pid)).started}
    expect(await livenessOf(stranger)).toBe('stranger')
    expect(await signalProcess(stranger, 'SIGKILL')).toBe(false)
    expect(await stopProcess(stranger, 1000)).toBe('absent')
    expect(child.exitCode).toBeNull()
    expect(await livenessOf(await identify(child.pid))).toBe('alive')
  })

  it('is left alone when its start time was never known', async () => {
    const child = await idleProcess()
    const unknown = {pid: child.pid, started: ''}
    expect(await livenessOf(unknown)).toBe('unknown')
    expect(await signalProcess(unknown, 'SIGKILL')).toBe(false)
    await expect(stopProcess(unknown, 1000)).rejects.toMatchObject({code: 'NODE_FAILED', facts: {pid: child.pid}})
    expect(await livenessOf(await identify(child.pid))).toBe('alive')
  })

  it.runIf(process.platform === 'linux')('has a start time by /proc and by ps', async () => {
    const child = await idleProcess()
    expect(await linuxToken(child.pid)).toMatch(/^[0-9a-f-]{36}\/\d+$/)
    expect(await linuxToken(child.pid)).toBe(await linuxToken(child.pid))
    expect(await psToken(child.pid)).toMatch(/ \d{4}$/)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await linuxToken(child.pid)).toBeUndefined()
    expect(await psToken(child.pid)).toBeUndefined()
  })
})

describe('stopping', () => {
  it('asks first', async () => {
    const child = await idleProcess(`process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000)`)
    const exit = once(child, 'exit')
    expect(await stopProcess(await identify(child.pid), 60_000)).toBe('stopped')
    expect(await exit).toEqual([7, null])
  })

  it('kills what does not listen', async () => {
    const child = await idleProcess(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`)
    const exit = once(child, 'exit')
    expect(await stopProcess(await identify(child.pid), 50)).toBe('killed')
    expect(await exit).toEqual([null, 'SIGKILL'])
  })
})
