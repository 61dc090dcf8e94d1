/** TLS: which files, and their contents for the connections. */
import {createPrivateKey} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {type ErrorCode, MqError} from '../../errors.js'
import type {TlsOptions} from '../../remoting/connect.js'
import {type Layer, pick, type Sourced} from './values.js'

/** Undefined when TLS is off. A client certificate is a credential: one that cannot be read is `BAD_CREDENTIALS`. */
export function resolveTls(layers: readonly Layer[]): TlsOptions | undefined {
  if (!pick('tls', layers)?.value) return undefined
  const ca = pick('tlsCa', layers)
  const cert = pick('tlsCert', layers)
  const key = pick('tlsKey', layers)
  const password = pick('tlsKeyPassword', layers)
  if (cert && !key) throw new MqError('BAD_CREDENTIALS', `${cert.origin}: a client certificate without its key`)
  if (key && !cert) throw new MqError('BAD_CREDENTIALS', `${key.origin}: a client key without its certificate`)
  const keyText = contentOf(key, 'client key', 'BAD_CREDENTIALS')
  return {
    ca: contentOf(ca, 'file of authorities', 'BAD_SETTINGS'),
    cert: contentOf(cert, 'client certificate', 'BAD_CREDENTIALS'),
    key: keyText && key && password ? decrypted(keyText, key, password) : keyText,
    insecure: insecureTls(layers)?.value,
    serverName: pick('tlsServerName', layers)?.value,
  }
}

/** Whoever names authorities wants the server checked: an older word against it does not count. */
export function insecureTls(layers: readonly Layer[]): Sourced<boolean> | undefined {
  const named = layers.findIndex(layer => layer.tlsCa)
  return pick('tlsInsecure', named < 0 ? layers : layers.slice(0, named + 1))
}

function contentOf(file: Sourced<string> | undefined, what: string, code: ErrorCode): string | undefined {
  if (file === undefined) return undefined
  try {
    return readFileSync(file.value, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it does not exist' : (error as Error).message
    throw new MqError(code, `${file.origin}: the ${what} ${file.value} cannot be read: ${reason}`, {
      facts: {file: file.value},
    })
  }
}

function decrypted(key: string, {value, origin}: Sourced<string>, password: Sourced<string>): string {
  try {
    return createPrivateKey({key, passphrase: password.value}).export({type: 'pkcs8', format: 'pem'}) as string
  } catch {
    throw new MqError('BAD_CREDENTIALS', `${origin}: the client key ${value} cannot be opened with its password`)
  }
}
