/** Where settings come from: flag, environment, contexts, default; each value keeps its origin. */
import {UsageError} from '../errors.js'
import {splitAddresses} from '../remoting/address.js'
import type {TlsOptions} from '../remoting/connect.js'
import type {Credentials} from '../remoting/sign.js'
import type {Io} from './io.js'

export interface Settings {
  nameServers: readonly string[]
  credentials: Credentials | undefined
  tls: TlsOptions | undefined
  /** Text of an address map, see `parseAddressMap`. */
  brokerMap: string | undefined
  output: string | undefined
  /** Bound of the whole command; 0 or undefined is none. */
  timeoutMs: number | undefined
  requestTimeoutMs: number | undefined
  utc: boolean
  context: {name: string; readOnly: boolean; protected: boolean} | undefined
}

export interface SettingFlags {
  namesrvAddr?: string | undefined
  output?: string | undefined
  utc?: boolean | undefined
}

export async function resolveSettings(flags: SettingFlags, io: Io): Promise<Settings> {
  const nameServers = splitAddresses(flags.namesrvAddr ?? io.env['NAMESRV_ADDR'] ?? '127.0.0.1:9876')
  if (nameServers.length === 0) throw new UsageError('the list of name servers is empty')
  return {
    nameServers,
    credentials: undefined,
    tls: undefined,
    brokerMap: undefined,
    output: flags.output ?? io.env['MQADMIN_OUTPUT'],
    timeoutMs: 30_000,
    requestTimeoutMs: undefined,
    utc: flags.utc ?? false,
    context: undefined,
  }
}
