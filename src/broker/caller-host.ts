import type {Host} from '../protocol/message/index.js'
import {parseAddress} from '../remoting/address.js'
import type {Connection} from '../remoting/connection.js'

const hosts = new WeakMap<Connection, Host>()

/** The address a request came from, as a record keeps it. */
export function hostOf({connection}: {connection: Connection}): Host {
  const known = hosts.get(connection)
  if (known) return known
  const {host, port} = parseAddress(connection.address)
  const made = {ip: host, port}
  hosts.set(connection, made)
  return made
}
