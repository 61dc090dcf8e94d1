import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson} from '../support/cli.js'

let cluster: Cluster
let folder: string
beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
  folder = await mkdtemp(join(tmpdir(), 'groups-'))
})
afterAll(async () => {
  await cluster.close()
  await rm(folder, {recursive: true})
})

const env = () => ({NAMESRV_ADDR: cluster.nameServer, XDG_STATE_HOME: folder})
const run = (argv: readonly string[], stdin = '') => mqadmin(argv, {env: env(), stdin})
const file = async (name: string, content: unknown) => {
  const path = join(folder, name)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
interface Config {
  broker: string
  retryMaxTimes: number
  consumeFromMinEnable: boolean
  consumeBroadcastEnable: boolean
  consumeEnable: boolean
  attributes?: Record<string, string>
}
const settings = (group: string) => mqadminJson<Config[]>(['group', 'config', group], {env: env()})

describe('group import', () => {
  it('creates groups with what Java gives those of a list, on every master', async () => {
    const path = await file('new.json', [{groupName: 'one', retryMaxTimes: 3}, {groupName: 'two'}])
    const ran = await run(['group', 'import', path, '--output', 'json'])
    expect(ran).toMatchObject({status: 0, stderr: ''})
    expect((JSON.parse(ran.stdout) as {target: string; outcome: string}[]).map(({outcome}) => outcome)).toEqual(
      Array.from({length: 4}, () => 'created'),
    )
    const made = {consumeEnable: true, consumeFromMinEnable: true, consumeBroadcastEnable: true}
    expect(await settings('one')).toMatchObject([
      {broker: 'broker-a', retryMaxTimes: 3, ...made},
      {broker: 'broker-b', retryMaxTimes: 3, ...made},
    ])
    expect(await settings('two')).toMatchObject([{retryMaxTimes: 16}, {retryMaxTimes: 16}])
  })

  it('changes only what the file says, and sends nothing where all is so already', async () => {
    await run(['group', 'set', 'kept', '--no-consume', '--max-retries', '7', '--attributes', '+priority.factor=1'])
    const yaml = '- groupName: kept\n  retryMaxTimes: 8\n'
    const ran = await run(['group', 'import', '-', '--broker', 'broker-b', '--output', 'json'], yaml)
    expect(JSON.parse(ran.stdout)).toMatchObject([
      {target: expect.stringMatching(/^kept on broker-b /), outcome: 'changed', changes: ['retryMaxTimes: 7 → 8']},
    ])
    expect(await settings('kept')).toMatchObject([
      {broker: 'broker-a', retryMaxTimes: 7},
      {broker: 'broker-b', retryMaxTimes: 8, consumeEnable: false, attributes: {'priority.factor': '1'}},
    ])
    const again = await run(['group', 'import', '-', '--broker', 'broker-b', '--output', 'json'], yaml)
    expect(JSON.parse(again.stdout)).toMatchObject([{outcome: 'unchanged'}])
  })

  it('takes attributes as edits, as Java wants them, or as they are', async () => {
    const content = [
      {groupName: 'edited', attributes: {'+priority.factor': '2'}},
      {groupName: 'plain', attributes: {'priority.factor': '3'}},
    ]
    await run(['group', 'import', await file('attributes.json', content)])
    expect(await settings('edited')).toMatchObject([{attributes: {'priority.factor': '2'}}, {}])
    expect(await settings('plain')).toMatchObject([{attributes: {'priority.factor': '3'}}, {}])
    await run(['group', 'import', '-'], '[{"groupName": "plain", "attributes": {"-priority.factor": ""}}]')
    const [config] = await settings('plain')
    expect(config?.attributes ?? {}).toEqual({})
  })

  it('takes what group config prints of one broker', async () => {
    await run(['group', 'set', 'template', '--max-retries', '5'])
    const [template] = await settings('template')
    const {cluster: _, broker: __, ...config} = template as Config & {cluster: string}
    const ran = await run(['group', 'import', '-', '--output', 'json'], JSON.stringify([config]))
    expect(JSON.parse(ran.stdout)).toMatchObject([{outcome: 'unchanged'}, {outcome: 'unchanged'}])
  })

  it.each([
    ['no list', '{"groupName": "x"}', 'does not hold a list'],
    ['no properties', '["x"]', 'entry 1: not a set of properties'],
    ['an unknown setting', '[{"groupName": "x", "retryMaxTime": 3}]', "entry 1: there is no setting 'retryMaxTime'"],
    ['no name', '[{"groupName": "x"}, {"retryMaxTimes": 3}]', 'entry 2: '],
    ['a value of another kind', '[{"groupName": "x", "retryMaxTimes": "many"}]', 'retryMaxTimes'],
    ['a group twice', '[{"groupName": "x"}, {"groupName": "x"}]', "entry 2: group 'x' stands there twice"],
    ['no JSON', '[{', 'is not JSON'],
  ])('refuses a file with %s before anything is sent', async (_, content, words) => {
    const ran = await run(['group', 'import', '-'], content)
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toContain(words)
    expect((await run(['group', 'config', 'x'])).status).toBe(3)
  })

  it('does nothing for an empty list, and refuses a file that is not there', async () => {
    expect(await run(['updateSubGroupList', '-c', 'DefaultCluster', '-f', await file('empty.json', [])])).toMatchObject(
      {
        status: 0,
        stdout: '',
      },
    )
    const ran = await run(['updateSubGroupList', '-c', 'DefaultCluster', '-f', join(folder, 'nowhere.json')])
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toContain('nowhere.json')
  })

  it('prints what Java prints under the Java name', async () => {
    const path = await file('java.json', [{groupName: 'java-1'}, {groupName: 'java-2'}])
    const [a, b] = cluster.brokers.map(({address}) => address) as [string, string]
    const all = await run(['updateSubGroupList', '-c', 'DefaultCluster', '-f', path])
    const line = (address: string) =>
      `submit batch of subscription group config to ${address} success, please check the result later.`
    expect(all.stdout.split('\n').sort()).toEqual(['', ...[line(a), line(b)].sort()])
    const one = await run(['updateSubGroupList', '-b', a, '-f', path])
    expect(one.stdout).toBe(`submit batch of group config to ${a} success, please check the result later.\n`)
  })
})
