import {X509Certificate} from 'node:crypto'
import {chmod, mkdir, readdir, readFile, truncate, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {type Accounts, readAccounts} from '../../../src/node/accounts.js'
import {writeGenerated} from '../../../src/node/generated-file.js'
import {parseProperties} from '../../../src/node/java/config-file.js'
import {JavaEngine} from '../../../src/node/java/java-engine.js'
import {plannedSettings} from '../../../src/node/plan.js'
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

  it('puts a proxy beside the broker, on ports of its own', async () => {
    const {folder, prepare} = await engine()
    await expect(prepare({proxy: {}})).rejects.toMatchObject({hint: 'mqadmin node install 5.5.0'})
    await writeFile(join(folder, 'rocketmq', '5.5.0', 'lib', 'rocketmq-proxy-5.5.0.jar'), '')
    const proxy = {port: 0, grpcPort: 0, config: {grpcThreadPoolNums: '4', proxyMode: 'LOCAL'}}
    const {launches} = await prepare({brokers: [{port: 0}], proxy})
    const {id, servers, args, settings} = launches[2] as (typeof launches)[0]
    const [port, grpcPort] = servers.map(({address}) => address.split(':')[1])
    expect({id, servers}).toMatchObject({
      id: 'proxy',
      servers: [
        {role: 'proxy', name: 'remoting'},
        {role: 'proxy', name: 'grpc'},
      ],
    })
    expect(JSON.parse(await readFile(args.at(-1) as string, 'utf8'))).toEqual({
      rocketMQClusterName: 'DefaultCluster',
      namesrvAddr: launches[0]?.servers[0]?.address,
      proxyMode: 'CLUSTER',
      remotingListenPort: port,
      grpcServerPort: grpcPort,
      localServeAddr: '127.0.0.1',
      remotingAccessAddr: '127.0.0.1',
      grpcThreadPoolNums: '4',
    })
    expect(settings[0]).toMatchObject({file: args.at(-1)})
    await expect(prepare({version: '4.9.7', proxy: {}})).rejects.toMatchObject({code: 'USAGE'})
  })

  it('makes an account, which neither a command line nor a plan tells', async () => {
    const {folder, prepare} = await engine()
    const {launches} = await prepare({brokers: [{port: 0}], access: 'auth'})
    const {admin, inner} = (await readAccounts(join(folder, 'default'))) as Accounts
    const broker = await settingsOf(launches[1] as {args: string[]})
    expect(JSON.parse(broker.get('initAuthenticationUser') as string)).toEqual({
      username: admin.accessKey,
      password: admin.secretKey,
    })
    expect(JSON.parse(broker.get('innerClientAuthenticationCredentials') as string)).toEqual(inner)
    const planned = JSON.stringify(plannedSettings(launches, [], {accounts: {admin, inner}}))
    for (const {secretKey} of [admin, inner]) {
      expect(planned).not.toContain(secretKey)
      expect(launches.flatMap(({args}) => args).join(' ')).not.toContain(secretKey)
    }
    expect(planned).toContain('***')
    // the same at the next start; without accounts nothing is left of it
    await prepare({brokers: [{port: 0}], access: 'auth'})
    expect(await readAccounts(join(folder, 'default'))).toEqual({admin, inner})
    const open = await settingsOf((await prepare({brokers: [{port: 0}]})).launches[1] as {args: string[]})
    expect([...open.keys()].filter(key => /auth/i.test(key))).toEqual([])
    for (const [version, access] of [
      ['4.9.7', 'auth'],
      ['5.5.0', 'acl4'],
    ] as const)
      await expect(prepare({version, access})).rejects.toMatchObject({code: 'USAGE'})
  })

  it('gives a 4.9 broker its plain_acl.yml once', async () => {
    const {folder, prepare} = await engine()
    const {launches} = await prepare({version: '4.9.7', brokers: [{port: 0}], access: 'acl4'})
    const broker = launches[1] as (typeof launches)[0]
    expect((await settingsOf(broker)).get('aclEnable')).toBe('true')
    const file = join(broker.env['ROCKETMQ_HOME'] as string, 'conf', 'plain_acl.yml')
    const {admin} = (await readAccounts(join(folder, 'default'))) as Accounts
    expect(await readFile(file, 'utf8')).toBe(
      `accounts:\n- accessKey: ${admin.accessKey}\n  secretKey: ${admin.secretKey}\n  admin: true\n`,
    )
    await writeFile(file, 'accounts: []')
    await prepare({version: '4.9.7', brokers: [{port: 0}], access: 'acl4'})
    expect(await readFile(file, 'utf8')).toBe('accounts: []')
  })

  it('has all servers and their clients speak TLS, under a certificate for their host', async () => {
    const {folder, prepare} = await engine()
    const tls = join(folder, 'default', 'tls')
    const {launches} = await prepare({brokers: [{port: 0, config: {brokerIP1: '192.0.2.7'}}], tls: true})
    for (const {args} of launches)
      expect(args).toEqual(
        expect.arrayContaining([
          '-Dtls.server.mode=enforcing',
          '-Dtls.enable=true',
          `-Dtls.config.file=${join(tls, 'tls.properties')}`,
        ]),
      )
    const properties = parseProperties(await readFile(join(tls, 'tls.properties'), 'utf8'))
    expect(properties.get('tls.client.trustCertPath')).toBe(join(tls, 'ca.pem'))
    const pem = await readFile(join(tls, 'server.pem'), 'utf8')
    for (const host of ['127.0.0.1', '192.0.2.7']) expect(new X509Certificate(pem).checkIP(host)).toBe(host)
    // kept while it does, made anew for another host
    await prepare({brokers: [{port: 0}], tls: true})
    expect(await readFile(join(tls, 'server.pem'), 'utf8')).toBe(pem)
    await prepare({brokers: [{port: 0, config: {brokerIP1: '192.0.2.8'}}], tls: true})
    expect(await readFile(join(tls, 'server.pem'), 'utf8')).not.toBe(pem)
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
