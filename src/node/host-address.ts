/** Addresses of a server that may listen on all of the machine's. */
import {networkInterfaces} from 'node:os'

/** Where a server that listens there is reached from this machine. */
export const reachableHost = (host: string): string => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host)

/** What a broker that listens on all addresses tells its clients: the first address that is not a loopback one, as Java does. */
export function advertisedHost(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host
  const addresses = Object.values(networkInterfaces()).flatMap(list => list ?? [])
  return addresses.find(({internal, family}) => !internal && family === 'IPv4')?.address ?? '127.0.0.1'
}
