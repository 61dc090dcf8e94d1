import {access, mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, it, onTestFinished} from 'vitest'
import {completeSpec} from '../../src/node/spec.js'
import {StateFiles} from '../../src/node/state.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {exists} from '../support/java-release.js'

/** A machine on which two nodes were started: one crashed, one was stopped. */
async function machine() {
  const folder = await mkdtemp(join(tmpdir(), 'mqadmin-nodes-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  const env = {MQADMIN_STATE_DIR: join(folder, 'state'), MQADMIN_DATA_DIR: join(folder, 'data')}
  const states = new StateFiles(join(env.MQADMIN_STATE_DIR, 'nodes'))
  const dataOf = (name: string) => join(env.MQADMIN_DATA_DIR, 'nodes', name)
  for (const [name, stoppedAt] of [
    ['crashed', undefined],
    ['stopped', 1_700_000_001_000],
  ] as const) {
    await mkdir(dataOf(name), {recursive: true})
    await states.write({
      format: 1,
      spec: completeSpec({name, brokers: []}, dataOf),
      startedAt: 1_700_000_000_000,
      detached: true,
      processes: [
        {
          id: 'nameserver',
          // beyond what any system gives
          pid: 2 ** 30,
          started: 'long ago',
          log: join(folder, 'log'),
          servers: [{role: 'nameServer', address: '127.0.0.1:1'}],
          ...(stoppedAt !== undefined && {stoppedAt}),
        },
      ],
    })
  }
  return {env, states, dataOf}
}

describe('node status', () => {
  it('fails for what crashed, which it shows all the same; not for what was stopped', async () => {
    const {env} = await machine()
    const all = await mqadmin(['node', 'status', '--output', 'json'], {env})
    expect(all.status).toBe(1)
    expect((JSON.parse(all.stdout) as {state: string}[]).map(({state}) => state).sort()).toEqual(['crashed', 'stopped'])
    expect(JSON.parse(all.stderr)).toMatchObject({
      error: {failures: [{target: 'nameServer of node crashed', code: 'NODE_FAILED'}]},
    })
    expect(await mqadminJson(['node', 'status', 'stopped'], {env})).toMatchObject([{state: 'stopped'}])
  })
})

describe('a state file that cannot be read', () => {
  it('is named beside what could be done with the others', async () => {
    const {env, states} = await machine()
    await writeFile(states.fileOf('broken'), '{')
    for (const argv of [
      ['node', 'list'],
      ['node', 'status'],
    ]) {
      const ran = await mqadmin(argv, {env})
      expect({argv, ran}).toMatchObject({ran: {stderr: expect.stringContaining('broken.json')}})
      expect(ran.stdout).toContain('crashed')
    }
    expect(await mqadmin(['node', 'list'], {env})).toMatchObject({status: 6})
    // nothing was running
    expect(await mqadmin(['node', 'stop', '--all'], {env})).toMatchObject({status: 2, stdout: ''})
  })
})

describe('node remove', () => {
  it('asks a person before it deletes what a node stored', async () => {
    const {env, dataOf} = await machine()
    const ran = await mqadmin(['node', 'remove', 'stopped', '--data'], {env, tty: true, stdin: 'n\n'})
    expect(ran).toMatchObject({status: 1, stderr: expect.stringContaining(dataOf('stopped'))})
    expect(ran.stderr).toContain('nothing was changed')
    expect(await mqadminJson(['node', 'list'], {env})).toHaveLength(2)
    await access(dataOf('stopped'))
  })

  it('forgets a node and keeps what it stored', async () => {
    const {env, states, dataOf} = await machine()
    expect(await mqadminJson(['node', 'remove', 'stopped'], {env})).toEqual({
      node: 'stopped',
      outcome: 'removed',
      data: 'kept',
      folder: dataOf('stopped'),
    })
    expect(await readdir(states.folder)).toEqual(['crashed.json'])
    await access(dataOf('stopped'))
  })

  it('deletes what it stored where that is said', async () => {
    const {env, dataOf} = await machine()
    expect(await mqadminJson(['node', 'remove', 'crashed', '--data'], {env})).toMatchObject({data: 'deleted'})
    expect(await exists(dataOf('crashed'))).toBe(false)
    await access(dataOf('stopped'))
  })

  it('of what is not there is done', async () => {
    const {env} = await machine()
    expect(await mqadminJson(['node', 'remove', 'nowhere'], {env})).toEqual({
      node: 'nowhere',
      outcome: 'absent',
    })
    expect(await mqadmin(['node', 'remove', 'nowhere', '--must-exist'], {env})).toMatchObject({status: 3, stdout: ''})
  })
})

describe('node start --show-config', () => {
  it('shows what it would start with, secrets left out, and leaves nothing behind', async () => {
    const {env, dataOf} = await machine()
    const argv = ['node', 'start', 'new', '--show-config', '--auth', '--tls', '--broker-port', '0']
    const line = [...argv, '--name-server-port', '0', '--config', 'flushDiskType=SYNC_FLUSH']
    const planned = await mqadminJson<{setting?: string; value?: string; file?: string}[]>(line, {env})
    const settingOf = (name: string) => planned.find(({setting}) => setting === name)?.value
    expect(settingOf('brokerName')).toBe('broker-a')
    expect(settingOf('flushDiskType')).toBe('SYNC_FLUSH')
    expect(settingOf('command')).toContain(process.execPath)
    expect(planned.map(({file}) => file)).toEqual(
      expect.arrayContaining([join(dataOf('new'), 'access', 'secret-key'), join(dataOf('new'), 'tls', 'ca.pem')]),
    )
    expect(await exists(dataOf('new'))).toBe(false)
    expect(await mqadminJson(['node', 'list'], {env})).toHaveLength(2)
    expect((await mqadmin(line, {env})).stdout).toContain('flushDiskType\tSYNC_FLUSH')
  })
})
