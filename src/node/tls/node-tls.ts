/** The certificates of a node that speaks TLS only: made at its first start, anew when they run out or its host changes. */
import {X509Certificate} from 'node:crypto'
import {isIP} from 'node:net'
import {hostname} from 'node:os'
import {join} from 'node:path'
import type {GeneratedFile} from '../generated-file.js'
import {advertisedHost, reachableHost} from '../host-address.js'
import {readIfThere} from '../read-if-there.js'
import type {NodeSpec} from '../spec.js'
import {makeServerCertificate} from './certificate.js'

export interface TlsFiles {
  /** The authority that clients are to believe: `--tls-ca`. */
  ca: string
  cert: string
  key: string
}

export const tlsFiles = ({folder}: NodeSpec): TlsFiles => ({
  ca: join(folder, 'tls', 'ca.pem'),
  cert: join(folder, 'tls', 'server.pem'),
  key: join(folder, 'tls', 'server.key'),
})

/** What has to be written before the node can serve; nothing when its certificate still does. */
export async function dueCertificates(spec: NodeSpec, now = Date.now()): Promise<GeneratedFile[]> {
  const paths = tlsFiles(spec)
  const hosts = hostsOf(spec)
  const present = await Promise.all([paths.cert, paths.ca, paths.key].map(readIfThere))
  if (present.every(text => text !== undefined) && stillGood(present[0] as string, hosts, now)) return []
  const {ca, cert, key} = makeServerCertificate(hosts, now)
  return [
    {path: paths.ca, text: ca},
    {path: paths.cert, text: cert},
    {path: paths.key, text: key},
  ]
}

function stillGood(pem: string, hosts: readonly string[], now: number): boolean {
  const certificate = new X509Certificate(pem)
  const named = hosts.every(
    host => (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined,
  )
  return named && Date.parse(certificate.validTo) > now
}

/** By what the servers of a node may be called. */
function hostsOf({host, brokers}: NodeSpec): string[] {
  const told = brokers.flatMap(({config}) => config.get('brokerIP1') ?? [])
  const all = ['localhost', '127.0.0.1', '::1', hostname(), reachableHost(host), advertisedHost(host), ...told]
  return [...new Set(all)]
}
