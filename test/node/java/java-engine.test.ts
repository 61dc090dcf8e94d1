import {chmod, mkdir, readdir, readFile, truncate, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {writeGenerated} from '../../../src/node/generated-file.js'
import {parseProperties} from '../../../src/node/java/config-file.js'
import {JavaEngine} from '../../../src/node/java/java-engine.js'
import {PortPicker} from '../../../src/node/ports.js'
import {prepareSecurity} from '../../../src/node/security.js'
import {completeSpec, type NodeRequest} from '../../../src/node/spec.js'
import type {ProcessState} from '../../../src/node/state.js'
import {temporaryFolder} from '../folder.js'

/** An engine with a JDK of the given version and empty releases: enough to prepare, not to run. */
async function engine(javaVersion = '17.0.1', env: NodeJS.ProcessEnv = {}) {
  const folder = await temporaryFolder()
  const home = join(folder, 'jdk')
  await mkdir(join(home, 'bin'), {recursive: true})
  await writeFile(join(home, 'bin', process.platform === 'win32' ? 'java.exe' : 'java'), '')
  await chmod(join(home, 'bin', process.platform === 'win32' ? 'java.exe' : 'java'), 0o755)
  await writeFile(join(home, 'release'), `JAVA_VERSION="${javaVersion}"\n`)
  for (const version of ['4.9.7', '5.5.0']) await mkdir(join(folder, 'rocketmq', version, 'lib'), {recursive: true})
  const subject = new JavaEngine({JAVA_HOME: home, ...env}, join(folder, 'rocketmq'))
  /** What it prepares, and all files of it written. */
  const prepare = async (request: NodeRequest, running: ProcessState[] = []) => {
    const spec = completeSpec({engine: 'java', nameServer: {port: 0}, ...request}, name => join(folder, name))
    const {security, files} = await prepareSecurity(spec)
    const prepared = await subject.prepare(spec, {ports: new PortPicker(spec.host), running, security})
    await writeGenerated([...files, ...prepared.launches.flatMap(launch => launch.files)])
    return prepared
  }
  return {folder, prepare}
}

const settingsOf = async ({args}: {args: string[]}) => parseProperties(await readFile(args.at(-1) as string, 'utf8'))

describe('the java engine', () => {
  it('writes what each server is to be, a block of ports for the broker', async () => {
    const {folder, prepare} = await engine()
    const {version, launches} = await prepare({brokers: [{port: 0, config: {flushDiskType: 'SYNC_FLUSH'}}]})
    expect(version).toBe('5.5.0')
    expect(launches.map(({id}) => id)).toEqual(['nameserver', 'broker-a'])
    const [nameServer, broker] = launches as [(typeof launches)[0], (typeof launches)[0]]
    const address = nameServer.servers[0]?.address as string
    expect(await settingsOf(nameServer)).toEqual(
      new Map([
        ['listenPort', address.split(':')[1]],
        ['bindAddress', '127.0.0.1'],
        ['kvConfigPath', join(folder, 'default', 'nameserver', 'kvConfig.json')],
        ['configStorePath', join(folder, 'default', 'nameserver', 'nameServer.conf')],
      ]),
    )
    const settings = await settingsOf(broker)
    const port = Number(settings.get('listenPort'))
    expect(Object.fromEntries(settings)).toMatchObject({
      brokerName: 'broker-a',
      brokerClusterName: 'DefaultCluster',
      brokerId: '0',
      brokerIP1: '127.0.0.1',
      haListenPort: String(port + 1),
      namesrvAddr: address,
      flushDiskType: 'SYNC_FLUSH',
      storePathRootDir: join(folder, 'default', 'broker-a', 'store'),
      storePathCommitLog: join(folder, 'default', 'broker-a', 'store', 'commitlog'),
    })
    expect(broker).toMatchObject({
      servers: [{role: 'broker', name: 'broker-a', address: `127.0.0.1:${port}`}],
      nameServers: [address],
      stores: [join(folder, 'default', 'broker-a', 'store')],
    })
  })

  it('keeps what a running broker changed, until it is said anew', async () => {
    const {prepare} = await engine()
    const brokers = [{port: 0, config: {maxMessageSize: '1'}}]
    const first = (await prepare({brokers})).launches[1] as {args: string[]}
    await writeFile(
      first.args.at(-1) as string,
      'maxMessageSize=2\nfileReservedTime=7\nlistenPort=1\nhaListenPort=99\n',
    )
    const settings = await settingsOf((await prepare({brokers})).launches[1] as {args: string[]})
    expect(settings.get('fileReservedTime')).toBe('7')
    expect(settings.get('maxMessageSize')).toBe('1')
    expect(settings.get('haListenPort')).toBe(String(Number(settings.get('listenPort')) + 1))
  })

  it('opens a commit log with files of the size they have', async () => {
    const {folder, prepare} = await engine()
    const log = join(folder, 'default', 'broker-a', 'store', 'commitlog')
    await mkdir(log, {recursive: true})
    await writeFile(join(log, '00000000000000000000'), '')
    await truncate(join(log, '00000000000000000000'), 1 << 20)
    const {launches} = await prepare({brokers: [{port: 0}]})
    expect((await settingsOf(launches[1] as {args: string[]})).get('mappedFileSizeCommitLog')).toBe('1048576')
  })

  it('gives the JVM what its release and the caller ask for, the environment last', async () => {
    const {prepare} = await engine('17.0.1', {JAVA_OPT_EXT: ' -Xmx3g  -Dx=y '})
    const {launches} = await prepare({
      version: '4.9.7',
      heap: {broker: '700m'},
      jvmOptions: ['-XX:+UseSerialGC'],
      brokers: [{port: 0}],
    })
    const {args, env} = launches[1] as (typeof launches)[0]
    const options = args.slice(0, args.indexOf('-cp'))
    expect(options).toEqual(expect.arrayContaining(['-Xmx700m', '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED']))
    expect(options.slice(-3)).toEqual(['-XX:+UseSerialGC', '-Xmx3g', '-Dx=y'])
    expect(await readdir(join(env['ROCKETMQ_HOME'] as string, 'conf'))).toContain('logback_broker.xml')
    expect(launches[0]?.args).not.toContain('-Xmx700m')
  })

  it('needs neither flags nor files for 5.x, but a quiet log', async () => {
    const {prepare} = await engine()
    const {args, env} = (await prepare({version: '5.5.0', brokers: []})).launches[0] as {
      args: string[]
      env: NodeJS.ProcessEnv
    }
    expect(args.filter(each => each.startsWith('--add'))).toEqual([])
    const file = join(env['ROCKETMQ_HOME'] as string, 'conf', 'logback.xml')
    expect(args).toContain(`-Drmq.logback.configurationFile=${file}`)
    expect(await readFile(file, 'utf8')).toContain('ConsoleAppender')
  })

  it('copies the access rules of a distribution', async () => {
    const home = await temporaryFolder()
    for (const each of ['lib', 'conf']) await mkdir(join(home, each))
    await writeFile(join(home, 'lib', 'rocketmq-broker-4.9.8.jar'), '')
    await writeFile(join(home, 'conf', 'plain_acl.yml'), 'accounts: []')
    const {prepare} = await engine('11.0.2', {ROCKETMQ_HOME: home})
    const {version, launches} = await prepare({brokers: [{port: 0}]})
    expect(version).toBe('4.9.8')
    const {args, env} = launches[1] as (typeof launches)[0]
    expect(args).toContain(join(home, 'lib', '*'))
    expect(await readFile(join(env['ROCKETMQ_HOME'] as string, 'conf', 'plain_acl.yml'), 'utf8')).toBe('accounts: []')
  })

  it('makes slaves and controllers know each other', async () => {
    const {prepare} = await engine()
    const slave = (await prepare({brokers: [{port: 0}, {name: 'broker-a', id: 1, port: 0}]})).launches[2] as {
      args: string[]
    }
    expect(Object.fromEntries(await settingsOf(slave))).toMatchObject({brokerId: '1', brokerRole: 'SLAVE'})

    const replica = {name: 'broker-a', id: -1, port: 0}
    const brokers = [0, 1].map(index => ({...replica, replica: index}))
    const {launches} = await prepare({name: 'c', controllers: [{}, {}, {}], brokers})
    expect(launches.map(({id}) => id)).toEqual([
      'nameserver',
      'controller-0',
      'controller-1',
      'controller-2',
      'broker-a-r0',
      'broker-a-r1',
    ])
    const controllers = launches.slice(1, 4)
    const addresses = controllers.map(({servers}) => servers[0]?.address)
    const peers = addresses.map((address, index) => `n${index}-${address}`).join(';')
    for (const [index, controller] of controllers.entries())
      expect(Object.fromEntries(await settingsOf(controller))).toMatchObject({
        controllerDLegerPeers: peers,
        controllerDLegerSelfId: `n${index}`,
      })
    expect(Object.fromEntries(await settingsOf(launches[5] as {args: string[]}))).toMatchObject({
      enableControllerMode: 'true',
      controllerAddr: addresses.join(';'),
      brokerId: '-1',
    })
    await expect(prepare({version: '4.9.7', controllers: [{}]})).rejects.toMatchObject({code: 'USAGE'})
  })

  it('prepares only what does not run, for the addresses of what does', async () => {
    const {prepare} = await engine()
    const running = [
      {
        id: 'nameserver',
        pid: 1,
        started: 'x',
        log: '',
        servers: [{role: 'nameServer' as const, address: '127.0.0.1:1234'}],
      },
    ]
    const {launches} = await prepare({brokers: [{port: 0}]}, running)
    expect(launches.map(({id}) => id)).toEqual(['broker-a'])
    expect((await settingsOf(launches[0] as {args: string[]})).get('namesrvAddr')).toBe('127.0.0.1:1234')
  })
})
