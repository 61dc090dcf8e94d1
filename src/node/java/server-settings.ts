/** What Java's servers are told in their configuration files. */
import {join} from 'node:path'
import type {Accounts} from '../accounts.js'
import type {BrokerSpec, NodeSpec} from '../spec.js'
import {commitLogFolder, storeFolder} from '../store-folder.js'
import type {TlsFiles} from '../tls/node-tls.js'

export type Settings = Map<string, string>

export const nameServerSettings = ({host, folder}: NodeSpec, port: number): Settings =>
  new Map([
    ['listenPort', String(port)],
    ['bindAddress', host],
    ['kvConfigPath', join(folder, 'nameserver', 'kvConfig.json')],
    ['configStorePath', join(folder, 'nameserver', 'nameServer.conf')],
  ])

/** `peers`: `n0-host:port;…` of all members of the group. */
export const controllerSettings = ({folder}: NodeSpec, index: number, peers: string): Settings =>
  new Map([
    ['controllerDLegerGroup', 'controllers'],
    ['controllerDLegerPeers', peers],
    ['controllerDLegerSelfId', `n${index}`],
    ['controllerStorePath', join(folder, `controller-${index}`, 'store')],
  ])

export interface BrokerPlace {
  port: number
  /** What clients are told. */
  host: string
  nameServers: readonly string[]
  controllers: readonly string[]
}

export function brokerSettings(spec: NodeSpec, broker: BrokerSpec, place: BrokerPlace): Settings {
  const {port, host, nameServers, controllers} = place
  return new Map([
    ['brokerClusterName', broker.cluster],
    ['brokerName', broker.name],
    ['brokerId', String(broker.id)],
    ['listenPort', String(port)],
    ['haListenPort', String(port + 1)],
    ['bindAddress', spec.host],
    ['brokerIP1', host],
    ['brokerIP2', broker.config.get('brokerIP2') ?? host],
    ['namesrvAddr', nameServers.join(';')],
    ['storePathRootDir', storeFolder(spec, broker)],
    // before 4.9.4 the commit log is not below the root by itself
    ['storePathCommitLog', commitLogFolder(spec, broker)],
    ...(broker.id === 0 ? [] : ([['brokerRole', 'SLAVE']] as const)),
    ...(controllers.length === 0
      ? []
      : ([
          ['enableControllerMode', 'true'],
          ['controllerAddr', controllers.join(';')],
        ] as const)),
  ])
}

const auth = 'org.apache.rocketmq.auth'

/** Users and access rules of 5.3 and later; brokers have them in their store, a proxy asks the brokers. */
export function authSettings({admin, inner}: Accounts, server: 'broker' | 'proxy'): Settings {
  const [authentication, authorization] =
    server === 'broker'
      ? [
          `${auth}.authentication.provider.LocalAuthenticationMetadataProvider`,
          `${auth}.authorization.provider.LocalAuthorizationMetadataProvider`,
        ]
      : [
          'org.apache.rocketmq.proxy.auth.ProxyAuthenticationMetadataProvider',
          'org.apache.rocketmq.proxy.auth.ProxyAuthorizationMetadataProvider',
        ]
  return new Map([
    ['authenticationEnabled', 'true'],
    ['authenticationProvider', `${auth}.authentication.provider.DefaultAuthenticationProvider`],
    ['authenticationMetadataProvider', authentication as string],
    ...(server === 'broker'
      ? ([['initAuthenticationUser', JSON.stringify({username: admin.accessKey, password: admin.secretKey})]] as const)
      : // without it a proxy does not sign what it asks brokers
        ([['enableAclRpcHookForClusterMode', 'true']] as const)),
    ['innerClientAuthenticationCredentials', JSON.stringify(inner)],
    ['authorizationEnabled', 'true'],
    ['authorizationProvider', `${auth}.authorization.provider.DefaultAuthorizationProvider`],
    ['authorizationMetadataProvider', authorization as string],
  ])
}

/** Settings that switch accounts on, which a file of an earlier start may have and that are not kept from there. */
export const accessSettings: ReadonlySet<string> = new Set([
  'aclEnable',
  ...authSettings({admin: {accessKey: '', secretKey: ''}, inner: {accessKey: '', secretKey: ''}}, 'broker').keys(),
])

export interface ProxyPlace {
  port: number
  grpcPort: number
  /** What its clients are told. */
  host: string
  cluster: string
  nameServers: readonly string[]
}

/** `conf/rmq-proxy.json`. A proxy cannot be told an address to listen on: it takes all. */
export function proxySettings(place: ProxyPlace, tls: TlsFiles | undefined): Settings {
  const {port, grpcPort, host, cluster, nameServers} = place
  return new Map([
    ['rocketMQClusterName', cluster],
    ['namesrvAddr', nameServers.join(';')],
    ['proxyMode', 'CLUSTER'],
    ['remotingListenPort', String(port)],
    ['grpcServerPort', String(grpcPort)],
    ['localServeAddr', host],
    ['remotingAccessAddr', host],
    ...(tls
      ? ([
          ['tlsTestModeEnable', 'false'],
          ['tlsKeyPath', tls.key],
          ['tlsCertPath', tls.cert],
        ] as const)
      : []),
  ])
}

/** `tls.properties`, for servers and for Java's clients alike (`TlsHelper#extractTlsConfigFromFile`). */
export const tlsSettings = ({ca, cert, key}: TlsFiles): Settings =>
  new Map([
    ['tls.test.mode.enable', 'false'],
    ['tls.server.need.client.auth', 'none'],
    ['tls.server.keyPath', key],
    ['tls.server.certPath', cert],
    ['tls.client.authServer', 'true'],
    ['tls.client.trustCertPath', ca],
  ])
