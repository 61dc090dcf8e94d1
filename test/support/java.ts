/**
 * Real Apache RocketMQ for tests.
 *
 * ```ts
 * const java = await javaAvailable('5.5.0')
 * describe.skipIf(!java.ok)('against Java', () => {
 *   let cluster: JavaCluster
 *   beforeAll(async () => { cluster = await javaCluster({version: '5.5.0'}) })
 *   afterAll(() => cluster.stop())
 * })
 * ```
 */
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {Nodes} from '../../src/node/nodes.js'
import type {NodeRequest} from '../../src/node/spec.js'
import {cacheFolder, type JavaVersion, jarsOf} from './java-release.js'

export {type JavaAdminOptions, JavaAdminRunner, type JavaAnswer, javaAdmin} from './java-admin.js'
export {type JavaToolsVersion, type JavaVersion, javaAvailable} from './java-release.js'

export interface JavaClusterOptions {
  version: JavaVersion
  /** How many there are, or their names; broker-a and broker-b where it is not said. */
  brokers?: 0 | 1 | 2 | readonly string[]
  /** DefaultCluster where it is not said. */
  clusterName?: string
  /** One before the cluster (5.x). */
  proxy?: true
  /** Settings of every broker. */
  config?: Record<string, string>
  /**
   * Only requests signed with this account are answered: users and access rules on 5.x, `plain_acl.yml` on 4.9. The account may do
   * everything.
   */
  account?: {accessKey: string; secretKey: string}
  /** Text of `plain_acl.yml` instead of that of the account (4.9). */
  plainAcl?: string
  /**
   * Java servers take TLS beside plain text, under a certificate of nobody; `enforcing` refuses plain text; `mutual` does too, has the
   * certificates of `fixtures/tls` and wants one of its clients.
   */
  tls?: 'permissive' | 'enforcing' | 'mutual'
}

export interface JavaCluster {
  nameServer: string
  brokers: {name: string; address: string}[]
  /** Where it speaks the remoting protocol. */
  proxy?: string
  /** Holds the brokers' stores and configuration; gone after `stop`. */
  folder: string
  /** Ends all processes at once, without ceremony. */
  stop(): Promise<void>
}

/** A JVM on a busy machine takes its time. */
const startTimeoutMs = 180_000

export async function javaCluster(options: JavaClusterOptions): Promise<JavaCluster> {
  await jarsOf(options.version)
  const folder = await mkdtemp(join(tmpdir(), 'mqadmin-java-'))
  const {account} = options
  const nodes = new Nodes(
    {stateFolder: join(folder, 'state'), dataFolder: cacheFolder(), env: {...process.env, ROCKETMQ_HOME: undefined}},
    {
      ...(options.tls === 'enforcing' && {tls: {insecure: true}}),
      ...(options.tls === 'mutual' && {
        tls: {
          ca: await readFile(tlsFile('ca.pem')),
          cert: await readFile(tlsFile('client.pem')),
          key: await readFile(tlsFile('client.key')),
        },
      }),
      ...(account && {credentials: account}),
    },
  )
  const {brokers = 1, clusterName = 'DefaultCluster'} = options
  const names = typeof brokers === 'number' ? ['broker-a', 'broker-b'].slice(0, brokers) : brokers
  const data = join(folder, 'data')
  for (const name of names) await writePlainAcl(join(data, name, 'home', 'conf'), options)
  let pids: readonly number[] = []
  // a test process that ends early takes its JVMs with it
  const killAll = () => {
    for (const pid of pids) process.kill(pid, 'SIGKILL')
  }
  process.once('exit', killAll)
  const stop = async () => {
    process.off('exit', killAll)
    await nodes.stop('cluster', {graceMs: 0})
    await nodes.close()
    await rm(folder, {recursive: true, force: true, maxRetries: 5})
  }
  try {
    const request: NodeRequest = {
      name: 'cluster',
      engine: 'java',
      version: options.version,
      folder: data,
      nameServer: {port: 0},
      brokers: names.map(name => ({name, cluster: clusterName, port: 0, config: brokerConfig(options)})),
      ...(options.proxy && {proxy: {port: 0, grpcPort: 0}}),
      heap: {nameServer: '128m', broker: '512m', proxy: '256m'},
      jvmOptions: ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', ...tlsOptions(options)],
    }
    const {node, servers} = await nodes.start(request, {timeoutMs: startTimeoutMs})
    pids = node.pids
    const proxy = servers.find(({role}) => role === 'proxy')?.address
    return {
      nameServer: servers.find(({role}) => role === 'nameServer')?.address as string,
      brokers: servers
        .filter(({role}) => role === 'broker')
        .map(({name, address}) => ({name: name as string, address})),
      ...(proxy !== undefined && {proxy}),
      folder,
      stop,
    }
  } catch (error) {
    process.off('exit', killAll)
    await nodes.close()
    await rm(folder, {recursive: true, force: true})
    throw error
  }
}

function brokerConfig({version, config, account, plainAcl}: JavaClusterOptions): Record<string, string> {
  const small = {mappedFileSizeCommitLog: '16777216', ...config}
  if (version.startsWith('4.')) return account || plainAcl ? {aclEnable: 'true', ...small} : small
  if (!account) return small
  const {accessKey, secretKey} = account
  const auth = 'org.apache.rocketmq.auth'
  return {
    authenticationEnabled: 'true',
    authenticationProvider: `${auth}.authentication.provider.DefaultAuthenticationProvider`,
    authenticationMetadataProvider: `${auth}.authentication.provider.LocalAuthenticationMetadataProvider`,
    initAuthenticationUser: JSON.stringify({username: accessKey, password: secretKey}),
    innerClientAuthenticationCredentials: JSON.stringify({accessKey, secretKey}),
    authorizationEnabled: 'true',
    authorizationProvider: `${auth}.authorization.provider.DefaultAuthorizationProvider`,
    authorizationMetadataProvider: `${auth}.authorization.provider.LocalAuthorizationMetadataProvider`,
    ...small,
  }
}

async function writePlainAcl(conf: string, {version, account, plainAcl}: JavaClusterOptions): Promise<void> {
  if (!version.startsWith('4.') || (!account && plainAcl === undefined)) return
  const ofAccount =
    account && `accounts:\n- accessKey: ${account.accessKey}\n  secretKey: ${account.secretKey}\n  admin: true\n`
  await mkdir(conf, {recursive: true})
  await writeFile(join(conf, 'plain_acl.yml'), plainAcl ?? ofAccount ?? '')
}

/** A certificate or key made for the tests. */
export const tlsFile = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url))

function tlsOptions({tls}: JavaClusterOptions): string[] {
  if (tls === undefined) return []
  if (tls !== 'mutual')
    return [
      `-Dtls.server.mode=${tls}`,
      '-Dtls.test.mode.enable=true',
      ...(tls === 'enforcing' ? ['-Dtls.enable=true'] : []),
    ]
  return Object.entries({
    'tls.enable': 'true',
    'tls.test.mode.enable': 'false',
    'tls.server.mode': 'enforcing',
    'tls.server.need.client.auth': 'require',
    'tls.server.authClient': 'true',
    'tls.server.keyPath': tlsFile('server.key'),
    'tls.server.certPath': tlsFile('server.pem'),
    'tls.server.trustCertPath': tlsFile('ca.pem'),
    'tls.client.authServer': 'true',
    'tls.client.keyPath': tlsFile('client.key'),
    'tls.client.certPath': tlsFile('client.pem'),
    'tls.client.trustCertPath': tlsFile('ca.pem'),
  }).map(([name, value]) => `-D${name}=${value}`)
}
