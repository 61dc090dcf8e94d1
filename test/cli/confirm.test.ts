import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin} from '../support/cli.js'
import {Desk} from '../support/settings.js'

let cluster: Cluster
const desk = new Desk()
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(async () => {
  desk.remove()
  await cluster.close()
})

const remove = ['topic', 'delete', 'kept', '--yes', '--confirm', 'prod']

describe('a line that is meant for one context', () => {
  it.each([
    ['another one is in use', 'staging', "the context is 'staging'"],
    ['none is', undefined, 'there is no context'],
  ])('is refused where %s', async (_, context, words) => {
    const env = {NAMESRV_ADDR: cluster.nameServer, ...desk.env}
    const names = `contexts:\n  staging:\n    nameServers: ${cluster.nameServer}\n`
    desk.write(desk.config, context === undefined ? names : `current: ${context}\n${names}`)
    expect(await mqadmin(['topic', 'set', 'kept'], {env, cwd: desk.cwd})).toMatchObject({status: 0})
    expect(await mqadmin(remove, {env, cwd: desk.cwd})).toEqual({
      status: 2,
      stdout: '',
      stderr: `error: --confirm says 'prod', but ${words}\n`,
    })
    expect(await mqadmin(['topic', 'get', 'kept'], {env, cwd: desk.cwd})).toMatchObject({status: 0})
  })

  it('is done in that one, protected or not', async () => {
    const env = {...desk.env}
    desk.write(desk.config, `current: prod\ncontexts:\n  prod:\n    nameServers: ${cluster.nameServer}\n`)
    expect(await mqadmin(remove, {env, cwd: desk.cwd})).toMatchObject({status: 0, stderr: ''})
  })
})

describe('a question', () => {
  it('says what goes, not only where', async () => {
    const env = {NAMESRV_ADDR: cluster.nameServer, ...new Desk().env}
    expect(await mqadmin(['topic', 'set', 'going'], {env})).toMatchObject({status: 0})
    const asked = await mqadmin(['topic', 'delete', 'going'], {env, tty: true, stdin: 'n\n'})
    expect(asked.stderr).toMatch(/^topic delete going:\n {2}broker-a \(.*\): will be deleted\n {2}name server/)
    const refused = await mqadmin(['topic', 'delete', 'going'], {env})
    expect(refused.stderr).toContain('error: topic delete going would change: broker-a')
  })
})
