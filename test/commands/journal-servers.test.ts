/** Undoing what only newer brokers have: users, access rules, limits of cold reads, read-ahead and the timer engine. */
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {Beyond} from '../support/beyond.js'
import {aside, usersAndRules} from '../support/beyond-auth.js'
import {coldReads, modes} from '../support/beyond-lite.js'
import {mqadmin} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'
import {wordsOf} from '../support/words.js'

let cluster: Cluster
let rogue: Rogue
let folder: string
beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
  folder = mkdtempSync(join(tmpdir(), 'mqadmin-undo-'))
})
beforeEach(async () => {
  const beyond = new Beyond([usersAndRules, coldReads, modes()])
  rogue = await Rogue.open({...cluster, beyond, brokers: [...cluster.brokers, aside]})
  return () => rogue.close()
})
afterAll(async () => {
  rmSync(folder, {recursive: true, force: true})
  await cluster.close()
})

const run = (line: string) => mqadmin(wordsOf(line), {env: {...rogue.env, MQADMIN_STATE_DIR: folder}, cwd: folder})
const done = async (line: string) => {
  const ran = await run(line)
  expect(ran.status, `${line}: ${ran.stderr}`).toBe(0)
  return ran
}
const undo = () => run(`journal undo last --yes -n ${rogue.env['NAMESRV_ADDR']}`)

describe('puts back', () => {
  it.each([
    ['type and status of a user', 'user update ann --status disable --type Super', 'user list'],
    ['a user that was made', 'user create carla --password hush-hush-1234', 'user list'],
    [
      'users that were copied',
      `user copy --from-broker ${aside.address} --to-broker broker-a --usernames ben`,
      'user list',
    ],
    ['a rule', 'acl update User:ann --resources Topic:paid --actions Sub --decision Deny', 'acl list'],
    [
      'rules that were made',
      'acl create User:ann --resources Topic:a,Group:b --actions Sub --decision Allow',
      'acl list',
    ],
    [
      'one rule that was made and one that took the place of another',
      'acl create User:ann --resources Topic:paid,Topic:new --actions Sub --decision Deny',
      'acl list',
    ],
    ['a rule that was deleted', 'acl delete User:ann --resource Topic:paid --yes', 'acl list'],
    ['all rules of a user', 'acl delete User:ann --yes', 'acl list'],
    ['a limit', 'broker cold set doomed-group --threshold 7', 'broker cold list broker-a'],
    ['a limit that was not there', 'broker cold set billing --threshold 7', 'broker cold list broker-a'],
    ['a limit that was deleted', 'broker cold delete doomed-group --yes', 'broker cold list broker-a'],
    ['read-ahead', 'broker read-ahead random', 'broker config get broker-a --key dataReadAheadEnable'],
  ])('%s', async (_, write, look) => {
    const before = (await done(`${look} --output json`)).stdout
    await done(write)
    expect((await done(`${look} --output json`)).stdout).not.toBe(before)
    expect(await undo()).toMatchObject({status: 0})
    expect((await done(`${look} --output json`)).stdout).toBe(before)
  })

  it('the timer engine', async () => {
    const standing = async () =>
      JSON.parse((await done('broker timer files --dry-run --output json')).stdout) as object[]
    const before = await standing()
    await done('broker timer rocksdb')
    expect(await standing()).not.toEqual(before)
    expect(await undo()).toMatchObject({status: 0})
    expect(await standing()).toEqual(before)
  })
})

describe('a user', () => {
  it('whose password was changed, or that is gone, does not come back: passwords are not kept', async () => {
    await done('user update ann --password other-words-99')
    expect(await undo()).toMatchObject({status: 1, stderr: expect.stringContaining('nothing that can be put back')})
    await done('user delete ann --yes')
    const refused = await undo()
    expect(refused).toMatchObject({status: 1, stdout: ''})
    expect(refused.stderr).toContain('its password was not kept')
    const {stdout} = await done('journal show last --output json')
    expect(stdout).not.toContain('other-words')
  })

  it('that was changed again is left alone', async () => {
    await done('user update ann --status disable')
    await done('user update ann --type Super')
    const [, first] = JSON.parse((await done('journal list --output json')).stdout) as {id: string}[]
    const refused = await run(`journal undo ${first?.id} --yes -n ${rogue.env['NAMESRV_ADDR']}`)
    expect(refused).toMatchObject({status: 1, stderr: expect.stringContaining('was changed since: userType')})
  })
})
