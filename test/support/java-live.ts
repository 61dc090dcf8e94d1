/** The live states of the captures: Java clients that send and consume what `java/Live.java` and `java/HaLive.java` say, and stay. */
import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {findJava} from '../../src/node/java/find-java.js'
import {javaClasses} from './java-classes.js'
import {jarsOf} from './java-release.js'

export interface Live {
  /** Name of a message → its unique id and its offset id. */
  messages: Record<string, {uniqueId: string; offsetId: string}>
  stop(): Promise<void>
}

/** Topics and groups must be there. */
export async function startLive(nameServer: string): Promise<Live> {
  const clients = await startClients('Live', nameServer)
  const messages: Live['messages'] = {}
  for (const line of await clients.until('LIVE READY')) {
    const [, name = '', uniqueId = '', offsetId = ''] = /^(.+) uniq=(\w+) offsetMsgId=(\w+)$/.exec(line) ?? []
    if (name !== '') messages[name] = {uniqueId, offsetId}
  }
  return {messages, stop: clients.stop}
}

export interface HaLive {
  /** Sends so many more that the consumer never is done with. */
  hold(count: number): Promise<void>
  stop(): Promise<void>
}

export async function startHaLive(nameServer: string): Promise<HaLive> {
  const clients = await startClients('HaLive', nameServer)
  await clients.until('HA READY')
  return {
    hold: async count => {
      clients.child.stdin.write(`${count}\n`)
      await clients.until(String(count))
    },
    stop: clients.stop,
  }
}

interface Clients {
  child: ChildProcessWithoutNullStreams
  /** The lines before the one that is waited for. */
  until(last: string): Promise<string[]>
  stop(): Promise<void>
}

async function startClients(program: string, nameServer: string): Promise<Clients> {
  const [java, jars] = await Promise.all([findJava(process.env), jarsOf('5.5.0')])
  const libraries = join(jars, '*')
  const classes = await javaClasses(program, java.program, libraries)
  // one that broadcasts keeps its offsets in a file, and begins there the next time
  const offsets = await mkdtemp(join(tmpdir(), 'mqadmin-java-offsets-'))
  const flags = [
    '-Xmx192m',
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '-Drocketmq.client.logUseSlf4j=true',
    `-Drocketmq.client.localOffsetStoreDir=${offsets}`,
  ]
  const path = [classes, libraries].join(process.platform === 'win32' ? ';' : ':')
  const child = spawn(java.program, [...flags, '-cp', path, program, nameServer])
  const errors: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  const closed = new Promise(resolve => child.once('close', resolve))
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]()
  return {
    child,
    until: async last => {
      const before: string[] = []
      for (;;) {
        const {done, value} = await lines.next()
        if (done) throw new Error(`the clients ended: ${Buffer.concat(errors)}`)
        if (value === last) return before
        before.push(value)
      }
    },
    stop: async () => {
      if (child.kill('SIGKILL')) await closed
      await rm(offsets, {recursive: true, force: true})
    },
  }
}
