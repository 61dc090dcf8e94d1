/**
 * A replicating cluster of real RocketMQ 5.5.0: a name server, a controller, two replicas of one broker (`broker-r`, where it is not said) whose master the controller
 * chooses, and a broker container that is still empty.
 */
import {type ChildProcess, spawn} from 'node:child_process'
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {createInterface} from 'node:readline'
import {formatProperties} from '../../src/node/java/config-file.js'
import {findJava} from '../../src/node/java/find-java.js'
import {Nodes} from '../../src/node/nodes.js'
import {PortPicker} from '../../src/node/ports.js'
import {cacheFolder, containerJars, jarsOf} from './java-release.js'

export interface Replica {
  address: string
  pid: number
}

export interface JavaHa {
  nameServer: string
  controller: string
  /** One of them is the master. */
  replicas: [Replica, Replica]
  container: Replica
  /** The master that was wanted beside them. */
  beside?: Replica
  /** A file with the settings of a master that the container can take in, and where it will be. */
  newBroker(name: string, options?: {clusterName?: string; port?: number}): Promise<{file: string; address: string}>
  stop(): Promise<void>
}

export const haClusterName = 'HaCluster'
const host = '127.0.0.1'
const small = {mappedFileSizeCommitLog: '16777216'}
const jvmOptions = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']

export interface JavaHaOptions {
  name?: string
  /** Settings of every broker. */
  config?: Record<string, string>
  /** A master that no controller knows. */
  beside?: string
  /** Where servers have to listen; they find a port by themselves where it is not said. */
  ports?: {nameServer: number; controller: number; replicas: [number, number]; container: number; beside: number}
}

export async function javaHa(options: JavaHaOptions = {}): Promise<JavaHa> {
  const {name = 'broker-r', config = {}, beside} = options
  const at = options.ports ?? {nameServer: 0, controller: 0, replicas: [0, 0], container: 0, beside: 0}
  await jarsOf('5.5.0')
  const folder = await mkdtemp(join(tmpdir(), 'mqadmin-java-'))
  const nodes = new Nodes({
    stateFolder: join(folder, 'state'),
    dataFolder: cacheFolder(),
    env: {...process.env, ROCKETMQ_HOME: undefined},
  })
  const pids: number[] = []
  // a test process that ends early takes its JVMs with it
  const killAll = () => {
    for (const pid of pids) killed(pid)
  }
  process.once('exit', killAll)
  const ports = new PortPicker(host)
  const stop = async () => {
    process.off('exit', killAll)
    killAll()
    await nodes.close()
    await rm(folder, {recursive: true, force: true, maxRetries: 5})
  }
  try {
    const broker = {cluster: haClusterName, config: {...small, ...config}}
    const replica = {...broker, name, id: -1}
    const {node, servers} = await nodes.start(
      {
        name: 'ha',
        engine: 'java',
        version: '5.5.0',
        folder: join(folder, 'data'),
        nameServer: {port: at.nameServer},
        controllers: [
          {
            port: at.controller,
            config: {
              controllerDLegerGroup: 'group1',
              bindAddress: host,
              configStorePath: join(folder, 'data', 'controller.properties'),
            },
          },
        ],
        brokers: at.replicas.map((port, index) => ({...replica, port, replica: index})),
        heap: {nameServer: '128m', controller: '128m', broker: '384m'},
        jvmOptions,
      },
      {timeoutMs: 180_000},
    )
    pids.push(...node.pids)
    const nameServer = servers.find(({role}) => role === 'nameServer')?.address as string
    const container = await startContainer(join(folder, 'container'), nameServer, await ports.take(at.container, [-2]))
    pids.push(container.pid)
    const outside =
      beside === undefined
        ? undefined
        : await nodes.start(
            {
              name: 'beside',
              engine: 'java',
              version: '5.5.0',
              folder: join(folder, 'beside'),
              nameServer: false,
              nameServers: [nameServer],
              brokers: [{...broker, name: beside, port: at.beside}],
              heap: {broker: '384m'},
              jvmOptions,
            },
            {timeoutMs: 180_000},
          )
    pids.push(...(outside?.node.pids ?? []))
    return {
      nameServer,
      controller: servers.find(({role}) => role === 'controller')?.address as string,
      replicas: servers.filter(({role}) => role === 'broker') as unknown as [Replica, Replica],
      container,
      ...(outside && {beside: outside.servers.find(({role}) => role === 'broker') as unknown as Replica}),
      newBroker: async (brokerName, {clusterName = haClusterName, port = 0} = {}) =>
        brokerFile(
          join(folder, 'contained', brokerName),
          {...config, brokerClusterName: clusterName, brokerName},
          nameServer,
          await ports.take(port, [-2, 1]),
        ),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // a test has ended it already
  }
}

async function startContainer(folder: string, nameServer: string, port: number): Promise<Replica> {
  const [jars, java] = await Promise.all([containerJars(), findJava(process.env)])
  await mkdir(join(folder, 'conf'), {recursive: true})
  await writeFile(join(folder, 'conf', 'quiet.xml'), '<configuration><root level="OFF"/></configuration>\n')
  const file = join(folder, 'container.conf')
  await writeSettings(file, {listenPort: String(port), bindAddress: host, namesrvAddr: nameServer})
  const options = [...jvmOptions, '-Xmx384m', `-Duser.home=${folder}`]
  const quiet = `-Drmq.logback.configurationFile=${join(folder, 'conf', 'quiet.xml')}`
  const main = 'org.apache.rocketmq.container.BrokerContainerStartup'
  const child = spawn(java.program, [...options, quiet, '-cp', join(jars, '*'), main, '-c', file], {
    env: {...process.env, ROCKETMQ_HOME: folder},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  await ready(child)
  return {address: `${host}:${port}`, pid: child.pid as number}
}

async function ready(child: ChildProcess): Promise<void> {
  const errors: string[] = []
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString('utf8')))
  for await (const line of createInterface({input: child.stdout as NodeJS.ReadableStream}))
    if (line.startsWith('The broker container boot success')) {
      child.stdout?.resume()
      return
    }
  throw new Error(`the broker container did not start: ${errors.join('')}`)
}

async function brokerFile(folder: string, settings: Record<string, string>, nameServer: string, port: number) {
  const file = `${folder}.conf`
  await writeSettings(file, {
    brokerId: '0',
    listenPort: String(port),
    haListenPort: String(port + 1),
    bindAddress: host,
    brokerIP1: host,
    brokerIP2: host,
    namesrvAddr: nameServer,
    storePathRootDir: folder,
    storePathCommitLog: join(folder, 'commitlog'),
    ...small,
    ...settings,
  })
  return {file, address: `${host}:${port}`}
}

async function writeSettings(file: string, settings: Record<string, string>): Promise<void> {
  await mkdir(dirname(file), {recursive: true})
  await writeFile(file, formatProperties(new Map(Object.entries(settings))))
}
