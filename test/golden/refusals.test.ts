/**
 * Lines that Java's mqadmin 5.5.0 did not understand (`usage`), that failed (`failure`: a stack trace or an error line, and status 0
 * all the same), or that failed without telling (`untold failure`). Here each has its status, one error on standard error and nothing
 * on standard output.
 */
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {type NameServer, startNameServer} from '../../src/namesrv/index.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {Beyond} from '../support/beyond.js'
import {usersAndRules} from '../support/beyond-auth.js'
import {mqadmin} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'
import {wordsOf} from '../support/words.js'

interface Refused {
  id: string
  class: 'usage' | 'failure' | 'untold failure'
  argv: string[]
  status: number
}

const refused: Refused[] = JSON.parse(
  readFileSync(new URL('../fixtures/golden/refusals-5.5.0.json', import.meta.url), 'utf8'),
)

/** Lines that Java refused and that have an answer here; `docs/compatibility.md` has them, too. */
const answered: Record<string, string> = {
  'brokerStatus.missing': 'where there is one cluster only, it need not be named',
  'getBrokerConfig.missing': 'where there is one cluster only, it need not be named',
  'haStatus.missing': 'where there is one cluster only, it need not be named',
  'exportMetadata.missing': 'where there is one cluster only, it need not be named',
  'exportConfigs.missing': 'where there is one cluster only, it need not be named',
  'exportMetrics.missing': 'where there is one cluster only, it need not be named',
  'consumeMessage.window': 'a time in the future is an end like any other',
  'listUser.missing': 'where there is one cluster only, it need not be named',
  'listAcl.missing': 'where there is one cluster only, it need not be named',
  'updateTopic.systemName': 'nothing is to be changed, so nothing is sent that the broker could refuse',
}

/** Their broker has users. */
const withUsers = (id: string) => id.startsWith('auth.') || id === 'listUser.missing' || id === 'listAcl.missing'
const operator = {accessKey: 'operator', secretKey: 'hush-hush-1234', admin: true}
const signed = {MQADMIN_ACCESS_KEY: operator.accessKey, MQADMIN_SECRET_KEY: operator.secretKey}

const setUp = [
  'updateTopic -t orders -r 8 -w 8',
  'updateTopic -t payments -r 4 -w 4',
  'updateTopic -t audit -r 1 -w 1 -p 4',
  'updateTopic -t scratch -r 2 -w 2',
  'updateSubGroup -g batch-job',
  'updateSubGroup -g mail-service',
]

describe("lines that Java's mqadmin refused", () => {
  let cluster: Cluster
  let lonely: NameServer
  let rogue: Rogue
  const addresses: Record<string, string> = {}
  const folder = mkdtempSync(join(tmpdir(), 'mqadmin-refusals-'))
  beforeAll(async () => {
    cluster = await startCluster()
    lonely = await startNameServer({port: 0})
    Object.assign(addresses, {
      '<name server>': cluster.nameServer,
      '<broker>': cluster.brokers[0]?.address,
      '<lonely name server>': lonely.address,
      '<nobody>': await addressOfNobody(),
    })
    for (const line of setUp) {
      const {status, stderr} = await mqadmin([...wordsOf(line), '-c', 'DefaultCluster', '-n', cluster.nameServer])
      expect(status, stderr).toBe(0)
    }
    rogue = await Rogue.open({...cluster, beyond: new Beyond([usersAndRules], [operator])})
    const alice = ['createUser', '-n', '<name server>', '-b', '<broker>', '-u', 'alice', '-p', 'alice-secret']
    expect((await run('auth.', alice)).status).toBe(0)
  })
  afterAll(async () => {
    await rogue.close()
    await cluster.close()
    await lonely.close()
    rmSync(folder, {recursive: true, force: true})
  })

  /** An id of a message holds the address of its broker: that of the captures was 127.0.0.1:30911. */
  const here = (word: string) => {
    const port = Number(addresses['<broker>']?.split(':')[1])
    return word.replace(/^(7F000001)000078BF/, `$1${port.toString(16).toUpperCase().padStart(8, '0')}`)
  }
  const run = (id: string, argv: string[]) =>
    mqadmin(
      argv.map(word => addresses[word] ?? here(word)),
      {
        env: {
          MQADMIN_EXPORT_FOLDER: folder,
          ...(withUsers(id) && {...rogue.env, ...(!id.endsWith('.unsigned') && signed)}),
        },
      },
    )

  it.each(refused.filter(({id}) => !(id in answered)))('$id: $status', async ({id, argv, status}) => {
    const ran = await run(id, argv)
    expect(ran.stdout).toBe('')
    expect(ran.stderr.split('\n').filter(line => line.startsWith('error: '))).toHaveLength(1)
    expect(ran.stderr).not.toMatch(/^\s+at |Exception/m)
    expect(ran.stderr.split('\n').length).toBeLessThan(9)
    expect(status).toBeGreaterThan(0)
    expect(ran.status, ran.stderr).toBe(status)
  })

  it.each(Object.entries(answered))('%s: %s', async id => {
    const {argv} = refused.find(one => one.id === id) as Refused
    const ran = await run(id, argv)
    expect(ran.status, ran.stderr).toBe(0)
    expect(ran.stdout).not.toBe('')
  })

  it('are all there', () => {
    const classes = refused.map(one => one.class)
    expect(classes.filter(name => name === 'usage')).toHaveLength(163)
    expect(classes.filter(name => name === 'failure').length).toBeGreaterThan(100)
  })
})

/** Where something listened a moment ago. */
async function addressOfNobody(): Promise<string> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address() as {port: number}
  await new Promise(resolve => server.close(resolve))
  return `127.0.0.1:${port}`
}
