/** Settings of broker.conf that say which broker it is: they are part of a spec, which ports, folders and probes go by. */
import {UsageError} from '../errors.js'
import type {NodeRequest} from './spec.js'

type BrokerRequest = NonNullable<NodeRequest['brokers']>[number]

/** Those that are there. Throws {@link UsageError} where a number is none. */
export function identityIn(
  config: Readonly<Record<string, string>>,
): Pick<BrokerRequest, 'name' | 'cluster' | 'id' | 'port'> {
  const {brokerName, brokerClusterName, brokerId, listenPort} = config
  return {
    ...(brokerName !== undefined && {name: brokerName}),
    ...(brokerClusterName !== undefined && {cluster: brokerClusterName}),
    ...(brokerId !== undefined && {id: whole('brokerId', brokerId)}),
    ...(listenPort !== undefined && {port: whole('listenPort', listenPort)}),
  }
}

function whole(key: string, text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text)
  throw new UsageError(`${key}=${text}: a whole number was expected`)
}
