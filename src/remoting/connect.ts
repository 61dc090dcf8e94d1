/** Opens a connection, plain or TLS; every way to fail becomes a {@link NetworkError} that names address and phase. */
import {connect as connectTcp, type Socket} from 'node:net'
import {NetworkError, type Phase} from '../errors.js'
import {type HostPort, parseAddress} from './address.js'

/** Contents, not paths: only `cli` reads files. */
export interface TlsOptions {
  ca?: string | Buffer | undefined
  cert?: string | Buffer | undefined
  key?: string | Buffer | undefined
  /** Do not check who answers. */
  insecure?: boolean | undefined
  serverName?: string | undefined
}

export interface ConnectOptions {
  tls?: TlsOptions | undefined
  /** Until the connection, including TLS, stands. Java's is 3 s. */
  timeoutMs?: number
  signal?: AbortSignal | undefined
}

export async function connect(address: string, options: ConnectOptions = {}): Promise<Socket> {
  const target = parseAddress(address)
  const started = Date.now()
  const timeoutMs = options.timeoutMs ?? 3000
  let phase: Phase = 'connect'
  const socket = await open(target, options)
  return await new Promise<Socket>((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', aborted)
      socket.off('error', failed)
      socket.off('close', closed)
    }
    const refuse = (error: unknown) => {
      settle()
      socket.on('error', () => {})
      socket.destroy()
      reject(error)
    }
    const failed = (error: NodeJS.ErrnoException) => refuse(failure(address, phase, error, Date.now() - started))
    const closed = () => failed(new Error('the connection was closed'))
    const aborted = () => refuse(options.signal?.reason)
    const timer = setTimeout(
      () => failed(Object.assign(new Error(`no connection within ${timeoutMs} ms`), {code: 'ETIMEDOUT'})),
      timeoutMs,
    )
    const ready = () => {
      settle()
      resolve(socket)
    }
    if (options.signal?.aborted) return aborted()
    options.signal?.addEventListener('abort', aborted, {once: true})
    socket.once('error', failed)
    socket.once('close', closed)
    if (options.tls) {
      socket.once('connect', () => {
        phase = 'tls'
      })
      socket.once('secureConnect', ready)
    } else socket.once('connect', ready)
  })
}

async function open({host, port}: HostPort, {tls}: ConnectOptions): Promise<Socket> {
  if (!tls) return connectTcp({host, port, noDelay: true})
  const {connect: connectTls} = await import('node:tls')
  const {isIP} = await import('node:net')
  const socket = connectTls({
    host,
    port,
    ca: tls.ca,
    cert: tls.cert,
    key: tls.key,
    rejectUnauthorized: !tls.insecure,
    ...(tls.serverName ? {servername: tls.serverName} : isIP(host) ? {} : {servername: host}),
  })
  socket.setNoDelay(true)
  return socket
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ETIMEDOUT: 'no connection in time',
  EHOSTUNREACH: 'no way to that host',
  ENETUNREACH: 'no way to that network',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be resolved',
  ECONNRESET: 'the connection was reset',
}

function failure(address: string, phase: Phase, error: NodeJS.ErrnoException, elapsedMs: number): NetworkError {
  const resolving = error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN'
  const facts = {address, phase: resolving ? ('resolve' as const) : phase, elapsedMs, systemCode: error.code}
  const reason = reasons[error.code ?? ''] ?? error.message
  if (phase === 'tls' || error.code?.startsWith('ERR_SSL') || error.code?.startsWith('ERR_TLS'))
    return new NetworkError('TLS_FAILED', `TLS with ${address} failed: ${error.message}`, {
      sent: false,
      cause: error,
      facts,
    })
  return new NetworkError('UNREACHABLE', `cannot connect to ${address}: ${reason}`, {sent: false, cause: error, facts})
}
