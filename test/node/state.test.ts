import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readdir, readFile, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {identify} from '../../src/node/process-identity.js'
import {completeSpec} from '../../src/node/spec.js'
import {type NodeState, StateFiles} from '../../src/node/state.js'
import {temporaryFolder} from './folder.js'

function stateNamed(name: string): NodeState {
  return {
    format: 1,
    spec: completeSpec({name, brokers: [{config: {flushDiskType: 'SYNC_FLUSH'}}]}, () => '/data'),
    startedAt: 1700000000000,
    detached: true,
    processes: [
      {id: 'node', pid: 4, started: 'then', log: '/log', servers: [{role: 'nameServer', address: '127.0.0.1:1'}]},
    ],
  }
}

describe('state files', () => {
  it('give back what was written, to their owner only', async () => {
    const states = new StateFiles(join(await temporaryFolder(), 'nodes'))
    await states.write(stateNamed('b'))
    await states.write(stateNamed('a'))
    expect(await states.read('a')).toEqual(stateNamed('a'))
    expect((await states.list()).states.map(({spec}) => spec.name)).toEqual(['a', 'b'])
    if (process.platform !== 'win32') expect((await stat(states.fileOf('a'))).mode & 0o777).toBe(0o600)
    await states.remove('a')
    expect(await states.read('a')).toBeUndefined()
    expect(await readdir(states.folder)).toEqual(['b.json'])
  })

  it('are no nodes when there is no folder', async () => {
    const states = new StateFiles(join(await temporaryFolder(), 'nowhere'))
    expect(await states.list()).toEqual({states: [], failures: []})
    await states.remove('a')
  })

  it.each(['', '{"format":1', '{"format":1,"spec":{"name":"x"}}'])('that are broken are an error: %s', async text => {
    const states = new StateFiles(await temporaryFolder())
    await writeFile(states.fileOf('x'), text)
    await expect(states.read('x')).rejects.toMatchObject({
      code: 'BAD_SETTINGS',
      message: expect.stringContaining('x.json'),
    })
    await states.write(stateNamed('y'))
    expect(await states.list()).toMatchObject({
      states: [{spec: {name: 'y'}}],
      failures: [{target: 'x', error: {code: 'BAD_SETTINGS'}}],
    })
  })
})

describe('the lock of a name', () => {
  it('lets one in at a time', async () => {
    const states = new StateFiles(await temporaryFolder())
    let inside = 0
    const work = async () => {
      expect(++inside).toBe(1)
      await new Promise(setImmediate)
      inside--
    }
    await Promise.all([1, 2, 3].map(() => states.exclusively('a', work)))
    expect(await readdir(states.folder)).toEqual([])
  })

  it('is free again after a failure', async () => {
    const states = new StateFiles(await temporaryFolder())
    await expect(states.exclusively('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await states.exclusively('a', async () => 'in')).toBe('in')
  })

  it('is taken over from an owner that is gone, not from one that lives', async () => {
    const states = new StateFiles(await temporaryFolder())
    const lock = join(states.folder, 'a.lock')
    const child = spawn(process.execPath, ['-e', '0'])
    const owner = await identify(child.pid as number)
    await once(child, 'exit')
    await writeFile(lock, JSON.stringify(owner))
    expect(await states.exclusively('a', async () => JSON.parse(await readFile(lock, 'utf8')))).toEqual(
      await identify(process.pid),
    )
    await writeFile(lock, JSON.stringify(await identify(process.pid)))
    await expect(states.exclusively('a', async () => 'in', 30)).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: expect.stringContaining(String(process.pid)),
    })
  })
})
