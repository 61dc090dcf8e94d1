/** The accounts of a node that answers signed requests only: made once, kept in its folder, never on a command line. */
import {randomBytes} from 'node:crypto'
import {join} from 'node:path'
import {MqError} from '../errors.js'
import type {Credentials} from '../remoting/sign.js'
import type {GeneratedFile} from './generated-file.js'
import {readIfThere} from './read-if-there.js'

export interface Accounts {
  /** For whoever started the node; may do everything. */
  admin: Credentials
  /** For what its servers ask each other. */
  inner: Credentials
}

export interface AccountFiles {
  /** The secret of the admin alone, as `--secret-key-file` takes it. */
  secretKey: string
  /** Key and secret of the admin, as Java's mqadmin takes them below `$ROCKETMQ_HOME/conf`. */
  tools: string
  inner: string
}

export const accountFiles = (folder: string): AccountFiles => ({
  secretKey: join(folder, 'access', 'secret-key'),
  tools: join(folder, 'access', 'tools.yml'),
  inner: join(folder, 'access', 'inner.yml'),
})

/** Those that were made for the node; undefined when none were. Throws `BAD_CREDENTIALS` on a file that is broken. */
export async function readAccounts(folder: string): Promise<Accounts | undefined> {
  const {tools, inner} = accountFiles(folder)
  const [first, second] = await Promise.all([readYaml(tools), readYaml(inner)])
  return first && second && {admin: first, inner: second}
}

export function makeAccounts(): Accounts {
  return {admin: account('admin'), inner: account('inner')}
}

export function filesOfAccounts(folder: string, {admin, inner}: Accounts): GeneratedFile[] {
  const paths = accountFiles(folder)
  return [
    {path: paths.secretKey, text: `${admin.secretKey}\n`},
    {path: paths.tools, text: yaml(admin)},
    {path: paths.inner, text: yaml(inner)},
  ]
}

/** A 4.9 broker wants at least seven characters of each. */
function account(name: string): Credentials {
  return {accessKey: `${name}-${randomBytes(4).toString('hex')}`, secretKey: randomBytes(24).toString('base64url')}
}

const yaml = ({accessKey, secretKey}: Credentials): string => `accessKey: ${accessKey}\nsecretKey: ${secretKey}\n`

async function readYaml(file: string): Promise<Credentials | undefined> {
  const text = await readIfThere(file)
  if (text === undefined) return undefined
  const [accessKey, secretKey] = ['accessKey', 'secretKey'].map(
    key => new RegExp(`^${key}: (\\S+)$`, 'm').exec(text)?.[1],
  )
  if (accessKey && secretKey) return {accessKey, secretKey}
  throw new MqError('BAD_CREDENTIALS', `The account file ${file} has no accessKey and secretKey`, {
    hint: 'put them back, or delete the folder it is in: a new account is made at the next start',
  })
}
