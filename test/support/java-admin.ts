/** Java's own mqadmin: one line in a JVM of its own, or many in one that stays warm. */
import {type ChildProcessWithoutNullStreams, execFile, spawn} from 'node:child_process'
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {findJava} from '../../src/node/java/find-java.js'
import {javaClasses} from './java-classes.js'
import {type JavaToolsVersion, jarsOf} from './java-release.js'

const run = promisify(execFile)

export interface JavaAnswer {
  stdout: string
  stderr: string
  /** Java's mqadmin ends with 0 nearly always. */
  status: number
}

export interface JavaAdminOptions {
  credentials?: {accessKey: string; secretKey: string} | undefined
  /** System properties, e.g. `{'tls.enable': 'true'}`. */
  properties?: Record<string, string> | undefined
  timeoutMs?: number | undefined
}

const quiet = '<configuration><root level="OFF"/></configuration>\n'

/** A folder that stands for ROCKETMQ_HOME and for the user's home, and the options that make a JVM use it. */
async function toolHome(version: JavaToolsVersion, {credentials, properties}: JavaAdminOptions) {
  const home = await mkdtemp(join(tmpdir(), 'mqadmin-java-home-'))
  await mkdir(join(home, 'conf'))
  await writeFile(join(home, 'conf', 'logback_tools.xml'), quiet)
  if (credentials)
    await writeFile(
      join(home, 'conf', 'tools.yml'),
      `accessKey: ${credentials.accessKey}\nsecretKey: ${credentials.secretKey}\n`,
    )
  const options = {
    'user.home': home,
    'file.encoding': 'UTF-8',
    'rmq.logback.configurationFile': join(home, 'conf', 'logback_tools.xml'),
    ...(version.startsWith('4.') && {'rocketmq.client.logUseSlf4j': 'true'}),
    ...properties,
  }
  return {home, options: Object.entries(options).map(([key, value]) => `-D${key}=${value}`)}
}

/** One line of Java's mqadmin in a JVM of its own, which takes some seconds. */
export async function javaAdmin(
  version: JavaToolsVersion,
  argv: readonly string[],
  options: JavaAdminOptions = {},
): Promise<JavaAnswer> {
  const [jars, java, tool] = await Promise.all([jarsOf(version), findJava(process.env), toolHome(version, options)])
  const flags = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', ...tool.options]
  const main = 'org.apache.rocketmq.tools.command.MQAdminStartup'
  try {
    const {stdout, stderr} = await run(java.program, [...flags, '-cp', join(jars, '*'), main, ...argv], {
      env: {...process.env, ROCKETMQ_HOME: tool.home},
      timeout: options.timeoutMs ?? 60_000,
      maxBuffer: 1 << 28,
    })
    return {stdout, stderr, status: 0}
  } catch (error) {
    const {stdout, stderr, code, killed} = error as {stdout: string; stderr: string; code: unknown; killed: boolean}
    if (killed || typeof code !== 'number') throw error
    return {stdout, stderr, status: code}
  } finally {
    await rm(tool.home, {recursive: true, force: true})
  }
}

interface Waiting {
  resolve(answer: JavaAnswer & {elapsedMs: number}): void
  reject(error: Error): void
}

/**
 * Java's mqadmin in one JVM that stays: `run` as often as you like, also at the same time. A line that does not end by itself
 * (startMonitoring) is for {@link javaAdmin}.
 */
export class JavaAdminRunner {
  private readonly waiting = new Map<number, Waiting>()
  private count = 0
  private received = Buffer.alloc(0)
  private errors = ''
  private ended = false

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly home: string,
  ) {
    child.stdout.on('data', (chunk: Buffer) => this.receive(chunk))
    child.stderr.on('data', (chunk: Buffer) => {
      this.errors += chunk.toString('utf8')
    })
    child.on('close', () => {
      this.ended = true
      this.fail(this.endedError())
    })
    // the lines that cannot be written fail with the JVM's end
    child.stdin.on('error', () => {})
  }

  /** `workers`: how many lines run at the same time; each keeps the classes of mqadmin for itself. */
  static async start(
    version: JavaToolsVersion,
    {workers = 8, ...options}: JavaAdminOptions & {workers?: number} = {},
  ): Promise<JavaAdminRunner> {
    const [jars, java, tool] = await Promise.all([jarsOf(version), findJava(process.env), toolHome(version, options)])
    const classes = await javaClasses('AdminRunner', java.program)
    const flags = ['-Xmx768m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', ...tool.options]
    if (java.major >= 17) flags.push('-Djava.security.manager=allow')
    const args = [...flags, '-cp', classes, 'AdminRunner', jars, String(workers)]
    const env = {...process.env, ROCKETMQ_HOME: tool.home}
    // some commands write files where they are called
    const child = spawn(java.program, args, {env, cwd: tool.home})
    return new JavaAdminRunner(child, tool.home)
  }

  run(argv: readonly string[]): Promise<JavaAnswer & {elapsedMs: number}> {
    const number = ++this.count
    const words = argv.map(word => (word === '' ? '-' : Buffer.from(word).toString('base64')))
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(this.endedError())
      this.waiting.set(number, {resolve, reject})
      this.child.stdin.write(`${[number, ...words].join(' ')}\n`)
    })
  }

  async stop(): Promise<void> {
    const closed = new Promise(resolve => this.child.once('close', resolve))
    this.child.kill('SIGKILL')
    if (!this.ended) await closed
    await rm(this.home, {recursive: true, force: true})
  }

  private receive(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk])
    for (;;) {
      const end = this.received.indexOf(10)
      if (end < 0) return
      const [number, status, elapsedMs, outSize, errSize] = this.received
        .toString('utf8', 0, end)
        .split(' ')
        .map(Number) as [number, number, number, number, number]
      const start = end + 1
      if (this.received.length < start + outSize + errSize) return
      const stdout = this.received.toString('utf8', start, start + outSize)
      const stderr = this.received.toString('utf8', start + outSize, start + outSize + errSize)
      this.received = this.received.subarray(start + outSize + errSize)
      this.waiting.get(number)?.resolve({stdout, stderr, status, elapsedMs})
      this.waiting.delete(number)
    }
  }

  private endedError(): Error {
    return new Error(`the JVM of mqadmin ended: ${this.errors}`)
  }

  private fail(error: Error): void {
    for (const {reject} of this.waiting.values()) reject(error)
    this.waiting.clear()
  }
}
