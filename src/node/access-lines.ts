/** How to reach a node that wants accounts or TLS, ready to paste. */
import type {NodeSummary} from './status.js'

export function accessLines({nameServer, accessKey, secretKeyFile, tlsCa}: NodeSummary): string[] {
  const flags = [
    ...(accessKey === undefined ? [] : [`--access-key ${accessKey}`]),
    ...(secretKeyFile === undefined ? [] : [`--secret-key-file ${quoted(secretKeyFile)}`]),
    ...(tlsCa === undefined ? [] : [`--tls --tls-ca ${quoted(tlsCa)}`]),
  ]
  if (flags.length === 0) return []
  const where = nameServer === undefined ? [] : [`-n ${nameServer}`]
  return [`reach it with: mqadmin cluster list ${[...where, ...flags].join(' ')}`]
}

const quoted = (path: string): string => (/^[\w@%+=:,./\\-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`)
