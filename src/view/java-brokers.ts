/** The order in which Java's mqadmin goes through brokers: that of its hash tables. */
import {javaFormat} from './java-format.js'
import {javaHashOrder} from './java-order.js'
import {grouped} from './java-text.js'

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

interface Process extends Broker {
  /** 0 is the master. */
  id?: number | undefined
}

/** A text for each process, called by its address: one of a list that holds what belongs to it. */
export const underAddresses = <T extends Process>(items: readonly T[], body: (own: T[]) => string, lead = ''): string =>
  [...grouped(items, ({address}) => address)]
    .map(([address, own]) => lead + javaFormat('============%s============\n', address) + body(own))
    .join('')

/**
 * The same of a cluster: each master before its slaves, the masters in the order of a HashMap of their addresses
 * (`CommandUtil.fetchMasterAndSlaveDistinguish`).
 */
export function underMasters<T extends Process>(items: readonly T[], body: (own: T[]) => string, lead = ''): string {
  const names = grouped(items, ({broker}) => broker ?? '')
  const masters = new Map<string, T[]>()
  for (const name of javaHashOrder(names.keys())) {
    const own = names.get(name) as T[]
    const master = own.find(({id}) => id === 0)?.address ?? noMaster
    masters.set(master, [...(masters.get(master) ?? []), ...own])
  }
  return javaHashOrder(masters.keys(), {capacity: 4})
    .map(master => {
      const {[master]: own, ...slaves} = Object.fromEntries(grouped(masters.get(master) as T[], ({address}) => address))
      const head = lead + javaFormat('============Master: %s============\n', master) + (own ? body(own) : '')
      const rest = Object.entries(slaves).map(
        ([address, own]) =>
          lead +
          javaFormat('============My Master: %s=====Slave: %s============\n', master, address) +
          body(own as T[]),
      )
      return head + rest.join('')
    })
    .join('')
}

const noMaster = 'NO_MASTER'
