/** Accounts and TLS of a node: what its servers need of them, and how they are asked. */
import type {RemotingOptions} from '../remoting/remoting.js'
import {type Accounts, accountFiles, filesOfAccounts, makeAccounts, readAccounts} from './accounts.js'
import type {GeneratedFile} from './generated-file.js'
import {readIfThere} from './read-if-there.js'
import type {NodeSpec} from './spec.js'
import {dueCertificates, type TlsFiles, tlsFiles} from './tls/node-tls.js'

export interface Security {
  accounts?: Accounts | undefined
  tls?: TlsFiles | undefined
}

/** What there is, else what would be made; `files` are those that are not written yet. */
export async function prepareSecurity(spec: NodeSpec): Promise<{security: Security; files: GeneratedFile[]}> {
  const files: GeneratedFile[] = []
  const security: Security = {}
  if (spec.access !== undefined) {
    security.accounts = await readAccounts(spec.folder)
    if (!security.accounts) {
      security.accounts = makeAccounts()
      files.push(...filesOfAccounts(spec.folder, security.accounts))
    }
  }
  if (spec.tls) {
    security.tls = tlsFiles(spec)
    files.push(...(await dueCertificates(spec)))
  }
  return {security, files}
}

/** How to ask the servers of a node that was started; undefined when it takes plain and unsigned requests. */
export async function clientSecurity(
  spec: NodeSpec,
): Promise<Pick<RemotingOptions, 'credentials' | 'tls'> | undefined> {
  if (spec.access === undefined && !spec.tls) return undefined
  const accounts = spec.access === undefined ? undefined : await readAccounts(spec.folder)
  return {
    ...(accounts && {credentials: accounts.admin}),
    ...(spec.tls && {tls: {ca: await readIfThere(tlsFiles(spec).ca)}}),
  }
}

/** How a person or program outside asks them: the access key, and paths of what goes with it. */
export async function accessOf(spec: NodeSpec): Promise<{accessKey?: string; secretKeyFile?: string; tlsCa?: string}> {
  const accounts = spec.access === undefined ? undefined : await readAccounts(spec.folder)
  return {
    ...(accounts && {accessKey: accounts.admin.accessKey, secretKeyFile: accountFiles(spec.folder).secretKey}),
    ...(spec.tls && {tlsCa: tlsFiles(spec).ca}),
  }
}
