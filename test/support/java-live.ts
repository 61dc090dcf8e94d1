/** The live state of the captures: Java clients that send and consume all that `java/Live.java` says, and stay. */
import {spawn} from 'node:child_process'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {findJava} from '../../src/node/java/find-java.js'
import {javaClasses} from './java-classes.js'
import {type JavaVersion, jarsOf} from './java-release.js'

export interface Live {
  /** Name of a message → its unique id and its offset id. */
  messages: Record<string, {uniqueId: string; offsetId: string}>
  stop(): Promise<void>
}

/** Topics and groups must be there. */
export async function startLive(nameServer: string, version: JavaVersion): Promise<Live> {
  const [java, jars] = await Promise.all([findJava(process.env), jarsOf(version)])
  const libraries = join(jars, '*')
  const classes = await javaClasses('Live', java.program, libraries)
  const flags = ['-Xmx192m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Drocketmq.client.logUseSlf4j=true']
  const path = [classes, libraries].join(process.platform === 'win32' ? ';' : ':')
  // one that broadcasts keeps its offsets in a file, and begins there the next time
  const offsets = await mkdtemp(join(tmpdir(), 'mqadmin-java-offsets-'))
  flags.push(`-Drocketmq.client.localOffsetStoreDir=${offsets}`)
  const child = spawn(java.program, [...flags, '-cp', path, 'Live', nameServer])
  const errors: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  const closed = new Promise(resolve => child.once('close', resolve))
  const messages: Live['messages'] = {}
  for await (const line of createInterface({input: child.stdout})) {
    const [, name = '', uniqueId = '', offsetId = ''] = /^(.+) uniq=(\w+) offsetMsgId=(\w+)$/.exec(line) ?? []
    if (name !== '') messages[name] = {uniqueId, offsetId}
    if (line === 'LIVE READY') {
      child.stdout.resume()
      const stop = async () => {
        if (child.kill('SIGKILL')) await closed
        await rm(offsets, {recursive: true, force: true})
      }
      return {messages, stop}
    }
  }
  throw new Error(`the clients ended before all was sent: ${Buffer.concat(errors)}`)
}
