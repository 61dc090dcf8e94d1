/** Every write is kept with what was there before it, and can be put back. */
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {wordsOf} from '../support/words.js'

interface Line {
  id: string
  command: string
  state: string
  targets: number
  undoneBy?: string
}

describe('the journal', () => {
  let cluster: Cluster
  let state: string
  beforeAll(async () => {
    cluster = await startCluster()
  })
  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'mqadmin-journal-'))
    return () => rmSync(state, {recursive: true, force: true})
  })
  afterAll(() => cluster.close())

  const env = () => ({MQADMIN_STATE_DIR: state})
  const run = (line: string) => {
    const where = line.startsWith('journal') ? [] : ['-n', cluster.nameServer]
    return mqadmin([...wordsOf(line), ...where], {env: env()})
  }
  const done = async (line: string) => {
    const ran = await run(line)
    expect(ran.status, `${line}: ${ran.stderr}`).toBe(0)
    return ran
  }
  const journal = () => mqadminJson<Line[]>(['journal', 'list'], {env: env()})
  const look = async (line: string) => (await done(`${line} --output json`)).stdout

  const courses: {what: string; first: string[]; write: string; look: string}[] = [
    {
      what: 'settings of a topic',
      first: ['topic set kept --queues 4'],
      write: 'topic set kept --queues 8 --perm 4',
      look: 'topic get kept',
    },
    {
      what: 'a topic that was deleted',
      first: ['topic set gone --queues 3'],
      write: 'topic delete gone --yes',
      look: 'topic get gone',
    },
    {
      what: 'permissions of a topic',
      first: ['topic set open'],
      write: 'topic permit open --perm 4',
      look: 'topic get open',
    },
    {
      what: 'settings of a group',
      first: ['group set team --max-retries 3'],
      write: 'group set team --max-retries 9 --no-consume',
      look: 'group config team',
    },
    {
      what: 'a group that was deleted',
      first: ['group set lost --max-retries 3'],
      write: 'group delete lost --yes',
      look: 'group config lost',
    },
    {
      what: 'offsets',
      first: [
        'topic set moved --queues 1',
        'group set mover',
        'message send moved --body a',
        'message send moved --body b',
        'offset reset mover --topic moved --to 1 --yes',
      ],
      write: 'offset reset mover --topic moved --to latest --yes',
      look: 'group lag mover',
    },
    {
      what: 'a setting of a broker',
      first: ['broker config set deleteWhen --value 03'],
      write: 'broker config set deleteWhen --value 05',
      look: 'broker config get --key deleteWhen',
    },
    {
      what: 'a value of a name server',
      first: ['nameserver kv set colour --namespace shop --value red'],
      write: 'nameserver kv set colour --namespace shop --value blue',
      look: 'nameserver kv list --namespace shop',
    },
    {
      what: 'a value that was deleted',
      first: ['nameserver kv set size --namespace shop2 --value big'],
      write: 'nameserver kv delete size --namespace shop2 --yes',
      look: 'nameserver kv list --namespace shop2',
    },
    {
      what: 'what a broker may be written to',
      first: ['topic set writable'],
      write: 'nameserver wipe-write broker-a',
      look: 'topic route writable',
    },
  ]

  it.each(courses)('puts back $what', async ({first, write, look: line}) => {
    for (const step of first) await done(step)
    const before = await look(line)
    await done(write)
    expect(await run(`${line} --output json`)).not.toMatchObject({stdout: before})
    const dry = await done('journal undo last --dry-run')
    expect(dry.stderr).toContain('nothing was sent')
    await done('journal undo last --yes')
    expect(await look(line)).toBe(before)
    const [undo, written] = await journal()
    expect(undo).toMatchObject({state: 'done', command: `journal undo last`})
    expect(written).toMatchObject({state: 'done', undoneBy: undo?.id})
  })

  it('undoes what an undo did', async () => {
    await done('topic set twice --queues 4')
    await done('topic set twice --queues 8')
    const eight = await look('topic get twice')
    await done('journal undo last --yes')
    expect(await look('topic get twice')).not.toBe(eight)
    await done('journal undo last --yes')
    expect(await look('topic get twice')).toBe(eight)
  })

  it('takes away what was made', async () => {
    await done('topic set made --queues 1')
    await done('journal undo last --yes')
    expect((await run('topic get made')).status).toBe(3)
  })

  it('does not take messages or offsets away that came since', async () => {
    await done('topic set filled --queues 1')
    const [made] = await journal()
    await done('message send filled --body a')
    const refused = await run(`journal undo ${made?.id} --yes`)
    expect(refused).toMatchObject({status: 1, stdout: ''})
    expect(refused.stderr).toContain('has got 1 messages since')
    await done('group set reader')
    const [group] = await journal()
    await done('offset reset reader --topic filled --to latest --yes')
    expect((await run(`journal undo ${group?.id} --yes`)).stderr).toContain('has got offsets of 1 topics since')
    await done(`journal undo ${group?.id} --yes --force`)
    expect((await run('group lag reader')).status).toBe(3)
    await done(`journal undo ${made?.id} --yes --force`)
    expect((await run('topic get filled')).stderr).toContain("topic 'filled' does not exist")
  })

  it('goes back to where the write was made, whatever else is said', async () => {
    await done('topic set here --queues 2')
    await done('topic set here --queues 4')
    const elsewhere = await mqadmin(['journal', 'undo', 'last', '--yes', '-n', '127.0.0.1:1'], {env: env()})
    expect(elsewhere).toMatchObject({status: 2, stdout: ''})
    const other = {...env(), NAMESRV_ADDR: '127.0.0.1:1'}
    expect(await mqadmin(['journal', 'undo', 'last', '--yes'], {env: other})).toMatchObject({status: 0})
  })

  it('leaves alone what was changed again', async () => {
    await done('topic set again --queues 4')
    await done('topic set again --queues 8')
    const [{id} = {id: ''}] = await journal()
    await done('topic set again --queues 12')
    const refused = await run(`journal undo ${id} --yes`)
    expect(refused).toMatchObject({status: 1, stdout: ''})
    expect(refused.stderr).toContain('was changed since: readQueueNums: 8 → 12')
    expect(refused.stderr).toContain('--force')
    await done(`journal undo ${id} --yes --force`)
    expect(await look('topic get again')).toContain('"readQueues": 4')
  })

  it('puts back what may have been done, and leaves the rest of it alone', async () => {
    await done('topic set maybe --queues 4')
    await done('topic set maybe --queues 8')
    const [{id} = {id: ''}] = await journal()
    const file = join(state, 'journal', `${id}.json`)
    const {changes, ...entry} = JSON.parse(readFileSync(file, 'utf8'))
    const unknown = changes.map(({done: _, ...change}: {done: boolean}) => change)
    writeFileSync(file, JSON.stringify({...entry, state: 'failed', changes: unknown}))
    await done(`journal undo ${id} --yes`)
    expect(await look('topic get maybe')).toContain('"readQueues": 4')
    await done(`journal undo ${id} --yes`)
    await done('topic set maybe --queues 12')
    expect((await run(`journal undo ${id} --yes`)).stderr).toContain('was changed since: readQueueNums: 8 → 12')
  })

  it('says that a sent message cannot be taken back, and keeps no body', async () => {
    await done('message send letters --body secret-words')
    expect(await run('journal undo last --yes')).toMatchObject({status: 1, stdout: ''})
    const {stdout} = await done('journal show last --output json')
    expect(stdout).toContain('"command": "message send letters"')
    expect(stdout).not.toContain('secret-words')
  })

  it('keeps each target that failed with its reason', async () => {
    expect((await run('topic set bad/name')).status).not.toBe(0)
    expect((await run('topic set fine --perm 6 --attributes +nope=1')).status).toBe(1)
    const [entry] = await journal()
    expect(entry).toMatchObject({state: 'failed', command: 'topic set fine'})
    const {stdout} = await done('journal show last')
    expect(stdout).toContain('nope')
    expect(await run('journal undo last --yes')).toMatchObject({status: 1, stdout: ''})
  })

  it('is not written by reads and dry runs', async () => {
    await done('topic list')
    await done('topic set dry --dry-run')
    expect(await journal()).toEqual([])
  })

  it('can be switched off, and belongs to its user alone', async () => {
    await done('topic set private')
    const [file = ''] = readdirSync(join(state, 'journal'))
    if (process.platform !== 'win32') expect(statSync(join(state, 'journal', file)).mode & 0o077).toBe(0)
    await mqadmin(['topic', 'set', 'off', '-n', cluster.nameServer], {env: {...env(), MQADMIN_JOURNAL: 'off'}})
    expect(await journal()).toHaveLength(1)
    for (const [line, status] of [
      ['journal list', 0],
      ['journal show last', 3],
    ] as const) {
      const ran = await mqadmin(wordsOf(line), {env: {...env(), MQADMIN_JOURNAL: 'off'}})
      expect(ran).toMatchObject({status, stderr: expect.stringContaining('no journal is kept')})
    }
  })

  it('does not stop a write when it cannot be written, and says so', async () => {
    writeFileSync(join(state, 'journal'), 'a file where the folder should be')
    const ran = await done('topic set unkept')
    expect(ran.stderr).toContain('the journal could not be written')
  })

  it('names the entry that is not there', async () => {
    expect(await run('journal show 1999')).toMatchObject({status: 3, stdout: ''})
    expect(await run('journal undo last')).toMatchObject({status: 3, stdout: ''})
  })
})
