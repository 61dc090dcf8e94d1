/** Whose name requests are signed in. Credentials that are configured but cannot be used are an error, never an anonymous call. */
import {readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {MqError} from '../../errors.js'
import type {Io} from '../io.js'
import {fileError, lineOf, parseYaml, readTextFile} from '../yaml.js'
import {javaProperties} from './java-opt.js'
import {type Layer, pick, put, type Sourced} from './values.js'

export interface SourcedCredentials {
  accessKey: Sourced<string>
  secretKey: Sourced<string>
  securityToken: Sourced<string> | undefined
}

/** The secret in a file, without the line end that editors put there. */
export function readSecretFile(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it does not exist' : (error as Error).message
    throw new MqError('BAD_CREDENTIALS', `the secret key file ${file} cannot be read: ${reason}`, {facts: {file}})
  }
  const secret = text.replace(/\r?\n$/, '')
  if (secret.trim() === '')
    throw new MqError('BAD_CREDENTIALS', `the secret key file ${file} is empty`, {facts: {file}})
  return secret
}

/** The pair these layers name together; one half alone is an error. */
export function credentialsOf(layers: readonly Layer[], cure?: string): SourcedCredentials | undefined {
  const accessKey = pick('accessKey', layers)
  const secretKey = pick('secretKey', layers)
  const securityToken = pick('securityToken', layers)
  if (accessKey && secretKey) return {accessKey, secretKey, securityToken}
  const lonely = accessKey ?? secretKey ?? securityToken
  if (!lonely) return undefined
  const [has, lacks] = accessKey
    ? ['an access key', 'secret key']
    : [secretKey ? 'a secret key' : 'a security token', 'access key']
  throw new MqError(
    'BAD_CREDENTIALS',
    `${lonely.origin}: ${has} without ${lacks === 'access key' ? 'an' : 'a'} ${lacks}`,
    {
      hint:
        cure ??
        (accessKey
          ? 'give the secret in --secret-key-file or MQADMIN_SECRET_KEY'
          : 'give the account in --access-key or MQADMIN_ACCESS_KEY'),
    },
  )
}

/** `conf/tools.yml` of the RocketMQ installation, as Java's mqadmin reads it. Missing or with blank keys: requests go unsigned. */
export async function installedCredentials({
  env,
  cwd,
}: Pick<Io, 'env' | 'cwd'>): Promise<SourcedCredentials | undefined> {
  const home = javaProperties(env).get('rocketmq.home.dir') || env['ROCKETMQ_HOME']
  if (!home) return undefined
  const file = resolve(cwd, join(home, 'conf', 'tools.yml'))
  const text = readTextFile(file, 'BAD_CREDENTIALS')
  if (text === undefined) return undefined
  const content = await parseYaml(text, file, 'BAD_CREDENTIALS')
  if (content === null) return undefined
  if (typeof content !== 'object' || Array.isArray(content))
    throw fileError('BAD_CREDENTIALS', file, 1, 'accessKey and secretKey were expected')
  const layer: Layer = {}
  for (const name of ['accessKey', 'secretKey', 'securityToken'] as const) {
    const value = (content as Record<string, unknown>)[name] ?? ''
    if (typeof value !== 'string')
      throw fileError('BAD_CREDENTIALS', file, await lineOf(text, [name]), `${name} is not text`)
    put(layer, name, value.trim() === '' ? undefined : value, file)
  }
  return layer.accessKey || layer.secretKey
    ? credentialsOf([layer], 'write both into the file, or leave both blank')
    : undefined
}
