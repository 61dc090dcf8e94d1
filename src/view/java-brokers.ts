/** The order in which Java's mqadmin goes through brokers: that of its hash tables. */
import {javaHashOrder} from './java-order.js'

interface Broker {
  /** Undefined where only the address is known. */
  broker?: string | undefined
  address: string
}

/**
 * The addresses of a cluster's brokers (`CommandUtil.fetchMasterAddrByClusterName`, `fetchMasterAndSlaveAddrByClusterName`): a HashSet
 * filled broker name by broker name, itself in the order of a HashSet. Give the processes of one name in the order of their ids.
 */
export function javaAddressOrder(brokers: readonly Broker[]): string[] {
  const names = javaHashOrder(brokers.map(({broker}) => broker ?? ''))
  return javaHashOrder(
    names.flatMap(name => brokers.filter(({broker = ''}) => broker === name)).map(({address}) => address),
  )
}

/** Items of brokers in that order. */
export function inJavaOrder<T>(items: readonly T[], brokerOf: (item: T) => Broker): T[] {
  const order = new Map(javaAddressOrder(items.map(brokerOf)).map((address, at) => [address, at]))
  const place = (item: T) => order.get(brokerOf(item).address) as number
  return items.toSorted((a, b) => place(a) - place(b))
}
