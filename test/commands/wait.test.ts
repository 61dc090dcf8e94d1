/** Waiting ends when it is so, or with 5. */
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {startNameServer} from '../../src/namesrv/index.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {interruption, mqadmin, mqadminJson, type RunOptions} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'
import {wordsOf} from '../support/words.js'

describe('waiting', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster({brokers: 2})
  })
  afterAll(() => cluster.close())

  const run = (line: string, options?: RunOptions) => mqadmin([...wordsOf(line), '-n', cluster.nameServer], options)
  const done = async (line: string) => {
    const ran = await run(line)
    expect(ran.status, `${line}: ${ran.stderr}`).toBe(0)
    return ran.stdout
  }
  const answer = (line: string) => mqadminJson([...wordsOf(line), '-n', cluster.nameServer])
  const tooLate = async (line: string) => {
    const ran = await run(`${line} --every 20ms --timeout 200ms`)
    expect(ran, ran.stderr).toMatchObject({status: 5, stdout: ''})
    return ran.stderr
  }

  it('waits for a topic that comes', async () => {
    const waiting = answer('topic wait late --every 20ms')
    await done('topic set late --queues 1')
    expect(await waiting).toMatchObject({
      what: 'topic late',
      condition: 'exists',
      met: true,
      seen: '1 of 1 name servers say so',
    })
  })

  it('waits for a topic that goes', async () => {
    await done('topic set leaving --queues 1')
    const waiting = answer('topic wait leaving --for absent --every 20ms')
    await done('topic delete leaving --yes')
    expect(await waiting).toMatchObject({met: true})
  })

  it('ends with 5 and how it was at last', async () => {
    expect(await tooLate('topic wait never')).toContain(
      "topic never: waited 200 ms for 'exists': 0 of 1 name servers say so",
    )
    await done('topic set closed --perm 4')
    expect(await tooLate('topic wait closed --for writable')).toContain('0 of 1')
    await done('topic wait closed --for readable')
  })

  it('wants every name server to know the topic', async () => {
    const other = await startNameServer({port: 0})
    try {
      await done('topic set half --queues 1')
      const both = `${cluster.nameServer};${other.address}`
      const ran = await mqadmin(['topic', 'wait', 'half', '--timeout', '200ms', '--every', '20ms', '-n', both])
      expect(ran).toMatchObject({status: 5, stderr: expect.stringContaining('1 of 2 name servers')})
    } finally {
      await other.close()
    }
  })

  it('waits for groups: there, offline, with nothing left to consume', async () => {
    await done('topic set work --queues 1 --broker broker-a')
    await done('message send work --body a')
    await done('message send work --body b')
    const waiting = answer('group wait team --every 20ms')
    await done('group set team')
    expect(await waiting).toMatchObject({met: true, seen: 'on 2 of 2 brokers'})
    await done('group wait team --for offline')
    expect(await tooLate('group wait team --for online')).toContain('0 members')
    expect(await tooLate('group wait team --for lag=0')).toContain('it has committed no offset')
    await done('offset reset team --topic work --to earliest --yes')
    expect(await tooLate('group wait team --for lag=1')).toContain('lag 2')
    expect(await answer('group wait team --for lag=2')).toMatchObject({met: true, seen: 'lag 2'})
    await done('offset skip team --topic work --yes')
    await done('group wait team --for lag=0')
    expect(await tooLate('group wait team --for absent')).toContain('on 2 of 2 brokers')
  })

  it('waits for a cluster', async () => {
    expect(await answer('cluster wait')).toMatchObject({met: true, seen: '2 of 2 masters answer'})
    await done('cluster wait --for brokers=2')
    expect(await tooLate('cluster wait --for brokers=3')).toContain('2 of 2 masters answer')
    const nobody = await mqadmin(['cluster', 'wait', '--timeout', '200ms', '--every', '20ms', '-n', '127.0.0.1:1'])
    expect(nobody).toMatchObject({status: 5, stdout: ''})
  })

  it('names who did not answer, and does not wait where waiting mends nothing', async () => {
    const rogue = await Rogue.open(cluster)
    const waitOn = (line: string) => mqadmin([...wordsOf(line), '--every', '20ms'], {env: rogue.env})
    try {
      for (const line of ['cluster wait', 'group wait team', 'group wait team --for online']) {
        rogue.misdeed = ({server}) => (server === 'broker-b' ? 'hang-up' : undefined)
        const lost = await waitOn(`${line} --timeout 300ms`)
        expect(lost, line).toMatchObject({
          status: 5,
          stdout: '',
          stderr: expect.stringContaining(rogue.addressOf('broker-b')),
        })
        rogue.misdeed = ({server}) => (server === 'broker-b' ? {code: 16, remark: 'not for you'} : undefined)
        const refused = await waitOn(`${line} --timeout 20s`)
        expect(refused, line).toMatchObject({status: 4, stdout: '', stderr: expect.stringContaining('not for you')})
      }
      await rogue.kill('nameServer')
      const nobody = await waitOn('topic wait orders --timeout 300ms')
      expect(nobody).toMatchObject({status: 5, stderr: expect.stringContaining(rogue.addressOf('nameServer'))})
    } finally {
      await rogue.close()
    }
  })

  it('says at once what it cannot wait for', async () => {
    expect(await run('topic wait orders --for pretty')).toMatchObject({status: 2, stdout: ''})
    expect(await run('group wait team --for lag=some')).toMatchObject({status: 2, stdout: ''})
    expect(await run('cluster wait --for nothing')).toMatchObject({status: 2, stdout: ''})
  })

  it('ends with 130 when interrupted', async () => {
    const ran = await run('topic wait never', {signal: AbortSignal.abort(interruption())})
    expect(ran).toMatchObject({status: 130, stdout: ''})
  })
})
