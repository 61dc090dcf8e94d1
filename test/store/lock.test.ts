import {spawn} from 'node:child_process'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it, onTestFinished} from 'vitest'
import {message, open, readAll, temporaryFolder} from './store-support.js'

describe('a folder', () => {
  it('belongs to one store at a time', async () => {
    const folder = await temporaryFolder()
    const first = await open({folder})
    await expect(open({folder})).rejects.toMatchObject({code: 'FOLDER_IN_USE', facts: {pid: process.pid}})
    await first.append(message({body: 'a'}))
    await first.close()
    expect(await readAll(await open({folder}))).toEqual(['a'])
  })

  it('is taken over from a process that is gone, or whose pid another one has', async () => {
    for (const owner of [
      {pid: 2 ** 22 + 1, started: 'x'},
      {pid: process.pid, started: 'long ago'},
    ]) {
      const folder = await temporaryFolder()
      await writeFile(join(folder, 'mqadmin.lock'), JSON.stringify(owner))
      const store = await open({folder})
      expect(JSON.parse(await readFile(join(folder, 'mqadmin.lock'), 'utf8')).pid).toBe(process.pid)
      await store.close()
    }
  })

  it('is taken over from a lock file that a crash left half written', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'mqadmin.lock'), '{"pi')
    await open({folder})
  })

  it('of several that find it free only one gets it', async () => {
    const folder = await temporaryFolder()
    const tries = await Promise.allSettled([1, 2, 3, 4].map(() => open({folder})))
    expect(tries.filter(({status}) => status === 'fulfilled')).toHaveLength(1)
  })
})

/** Any process that holds a POSIX lock on the first byte, as Java's `FileChannel.tryLock` does. */
const holdLock = `
import fcntl, sys
file = open(sys.argv[1], 'a+')
fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1)
print('held', flush=True)
sys.stdin.read()
`

describe.skipIf(process.platform !== 'linux')('on Linux', () => {
  it('is refused while a Java broker has it open', async context => {
    const folder = await temporaryFolder()
    const child = spawn('python3', ['-c', holdLock, join(folder, 'lock')], {stdio: ['pipe', 'pipe', 'ignore']})
    onTestFinished(() => {
      child.kill()
    })
    const held = await new Promise<boolean>(resolve => {
      child.once('error', () => resolve(false))
      child.stdout.once('data', () => resolve(true))
      child.once('exit', () => resolve(false))
    })
    if (!held) context.skip('needs python3')
    await expect(open({folder})).rejects.toMatchObject({code: 'FOLDER_IN_USE', facts: {pid: child.pid}})
    const gone = new Promise(resolve => child.once('exit', resolve))
    child.stdin.end()
    await gone
    await open({folder})
  })
})
