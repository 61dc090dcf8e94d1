/** `host:port` texts, and the map that replaces addresses brokers advertise by ones the caller can reach. */
import {UsageError} from '../errors.js'

export interface HostPort {
  host: string
  port: number
}

/** Reads `host:port`; IPv6 as `[::1]:9876` or `::1:9876`. Throws {@link UsageError}. */
export function parseAddress(address: string): HostPort {
  const at = address.lastIndexOf(':')
  const host = address.slice(0, Math.max(at, 0)).replace(/^\[(.*)\]$/, '$1')
  const port = Number(address.slice(at + 1))
  if (at < 1 || host === '' || !/^\d+$/.test(address.slice(at + 1)) || port > 65535)
    throw new UsageError(`'${address}' is not an address`, {hint: 'write it as host:port, for instance 127.0.0.1:9876'})
  return {host, port}
}

export const formatAddress = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

/** Name server list of the command line: `a:9876;b:9876`, also with commas; blanks are dropped. */
export const splitAddresses = (list: string): string[] => list.split(/[;,\s]+/).filter(part => part !== '')

/** Rewrites an address; see {@link parseAddressMap}. */
export type AddressMap = (address: string) => string

export const sameAddress: AddressMap = address => address

/**
 * Reads `172.17.0.3:10911=127.0.0.1:10911`, several separated by `;` or `,`. On either side `*` stands for any host or any port; on
 * the right it keeps what the address had. The first rule that matches wins.
 */
export function parseAddressMap(text: string): AddressMap {
  const rules = splitAddresses(text).map(rule => {
    const [from, to, ...more] = rule.split('=')
    if (!from || !to || more.length > 0)
      throw new UsageError(`'${rule}' is not an address map`, {
        hint: "write it as advertised=reachable, for instance '172.17.0.3:10911=127.0.0.1:10911'",
      })
    return {from: halves(from), to: halves(to)}
  })
  return address => {
    const [host, port] = halves(address)
    const fits = (pattern: string, value: string) => pattern === '*' || pattern === value
    const rule = rules.find(({from}) => fits(from[0], host) && fits(from[1], port))
    if (!rule) return address
    return `${rule.to[0] === '*' ? host : rule.to[0]}:${rule.to[1] === '*' ? port : rule.to[1]}`
  }
}

function halves(address: string): [string, string] {
  const at = address.lastIndexOf(':')
  return at < 0 ? [address, '*'] : [address.slice(0, at), address.slice(at + 1)]
}
