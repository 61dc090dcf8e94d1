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
  /** A file with the settings of a master that the container can take in, and where it will be. */
  newBroker(name: string, clusterName?: string): Promise<{file: string; address: string}>
  stop(): Promise<void>
}

export const haClusterName = 'HaCluster'
const host = '127.0.0.1'
const small = {mappedFileSizeCommitLog: '16777216'}
const jvmOptions = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']

export async function javaHa({
  name = 'broker-r',
  config = {},
}: {
  name?: string
  /** Settings of every broker. */
  config?: Record<string, string>
} = {}): Promise<JavaHa> {
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
    const replica = {name, cluster: haClusterName, id: -1, port: 0, config: {...small, ...config}}
    const {node, servers} = await nodes.start(
      {
        name: 'ha',
        engine: 'java',
        version: '5.5.0',
        folder: join(folder, 'data'),
        nameServer: {port: 0},
        controllers: [{config: {configStorePath: join(folder, 'data', 'controller.properties')}}],
        brokers: [
          {...replica, replica: 0},
          {...replica, replica: 1},
        ],
        heap: {nameServer: '128m', controller: '128m', broker: '384m'},
        jvmOptions,
      },
      {timeoutMs: 180_000},
    )
    pids.push(...node.pids)
    const nameServer = servers.find(({role}) => role === 'nameServer')?.address as string
    const container = await startContainer(join(folder, 'container'), nameServer, ports)
    pids.push(container.pid)
    return {
      nameServer,
      controller: servers.find(({role}) => role === 'controller')?.address as string,
      replicas: servers.filter(({role}) => role === 'broker') as unknown as [Replica, Replica],
      container,
      newBroker: (name, brokerClusterName = haClusterName) =>
        brokerFile(
          join(folder, 'contained', name),
          {...config, brokerClusterName, brokerName: name},
          nameServer,
          ports,
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

async function startContainer(folder: string, nameServer: string, ports: PortPicker): Promise<Replica> {
  const [jars, java, port] = await Promise.all([containerJars(), findJava(process.env), ports.take(0, [-2])])
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

async function brokerFile(folder: string, settings: Record<string, string>, nameServer: string, ports: PortPicker) {
  const port = await ports.take(0, [-2, 1])
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
