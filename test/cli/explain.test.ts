import {describe, expect, it} from 'vitest'
import {errorTable} from '../../src/errors.js'
import {clientExplanations, explanations49} from '../../src/protocol/explanations.js'
import {responseCode} from '../../src/protocol/response-code.js'
import {mqadmin, mqadminJson} from '../support/cli.js'

interface Entry {
  name: string
  code?: number
  exitStatus?: number
  meaning: string
  causes: string[]
  cures: string[]
}
type Explained = Partial<Record<'response' | 'response49' | 'client' | 'error', Entry>>

const explain = (code: string | number) => mqadminJson<Explained>(['explain', `--code=${code}`])

/** What needs no cure. */
const harmless = ['SUCCESS', 'PULL_NOT_FOUND']

function expectHelpful({name, meaning, causes, cures}: Entry): void {
  expect(meaning.length).toBeGreaterThan(10)
  if (name !== 'SUCCESS') expect(causes).not.toEqual([])
  if (!harmless.includes(name)) expect(cures).not.toEqual([])
}

describe('explain', () => {
  it.each(Object.entries(responseCode))('knows %s by name and by its number %i', async (name, code) => {
    const {response} = await explain(code)
    expect(response).toMatchObject({name, code})
    expectHelpful(response as Entry)
    expect((await explain(name.toLowerCase().replaceAll('_', '-'))).response).toEqual(response)
  })

  it.each(Object.entries(errorTable))('knows our own %s and its exit status', async (name, {status}) => {
    const {error} = await explain(name)
    expect(error).toMatchObject({name, exitStatus: status})
    expectHelpful(error as Entry)
  })

  it.each(Object.entries(explanations49))('tells both meanings of what 4.9 calls %s', async (name, {code}) => {
    for (const asked of [code, name]) {
      const {response, response49} = await explain(asked)
      expect(response49).toMatchObject({name, code})
      expect(response).toMatchObject({code})
      expect(response?.name).not.toBe(name)
    }
    const {response49} = await explain((await explain(code)).response?.name as string)
    expect(response49?.name).toBe(name)
  })

  it.each(Object.entries(clientExplanations))("knows %s of Java's clients", async (name, {code}) => {
    expect((await explain(code)).client).toMatchObject({name, code})
  })

  it('tells a response from an error of the same name', async () => {
    expect(await explain('NO_PERMISSION')).toMatchObject({response: {code: 16}, error: {exitStatus: 4}})
    expect(await explain(16)).not.toHaveProperty('error')
  })

  it('takes the name an unknown code is shown by', async () => {
    expect((await explain('CODE_14')).response?.name).toBe('SERVICE_NOT_AVAILABLE')
  })

  it.each(['999', 'toString', ''])('does not know %j', async code => {
    expect(await mqadmin(['explain', `--code=${code}`])).toMatchObject({status: 2, stdout: ''})
  })

  it('suggests names like the one typed', async () => {
    const {stderr} = await mqadmin(['explain', 'TOPIC_MISSING'])
    expect(stderr).toContain('TOPIC_NOT_EXIST')
  })

  it('works with contexts in any state', async () => {
    const env = {XDG_CONFIG_HOME: '/dev/null/no', MQADMIN_CONTEXT: 'nope', NAMESRV_ADDR: 'nonsense'}
    expect(await mqadmin(['explain', '14'], {env})).toMatchObject({status: 0, stderr: ''})
  })

  it('reads well on a terminal', async () => {
    const {stdout} = await mqadmin(['explain', '210', '--output', 'table'], {columns: 80, env: {NO_COLOR: '1'}})
    expect(stdout).toMatchInlineSnapshot(`
      "Response code
      Code     210
      Name     POLLING_TIMEOUT
      Meaning  A pop request (5.x) waited to its end, and no message came. Nothing is
               wrong.
      Causes   the queue has nothing new
               the request was over its time already when the broker got to it
      Cures    if it is never anything else although messages are there: mqadmin group
               lag

      The same number from brokers 4.9
      Code     210
      Name     DELETE_ACL_CONFIG_FAILED
      Meaning  The broker could not delete the account.
      Causes   there is no such account
               ACL is not switched on (aclEnable), or conf/plain_acl.yml cannot be
               written
      Cures    read the remark
               mqadmin acl4 get shows what the broker has
      "
    `)
  })
})
