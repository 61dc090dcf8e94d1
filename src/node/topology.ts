/** Ready-made clusters of Apache RocketMQ, as the folders of its distribution's `conf` are called. */
import type {NodeRequest} from './spec.js'

export const topologyNames = ['single', '2m', '2m-2s-sync', '2m-2s-async', 'controller-3', 'proxy'] as const
export type Topology = (typeof topologyNames)[number]

type Brokers = NonNullable<NodeRequest['brokers']>

/** What to ask for beside a name server. All but `single` and `2m` need the java engine. */
export function topology(name: Topology): Pick<NodeRequest, 'brokers' | 'controllers' | 'proxy'> {
  if (name === 'single') return {brokers: [{name: 'broker-a'}]}
  if (name === 'proxy') return {brokers: [{name: 'broker-a'}], proxy: {}}
  if (name === '2m') return {brokers: masters('ASYNC_MASTER')}
  if (name === '2m-2s-sync') return {brokers: [...masters('SYNC_MASTER'), ...slaves]}
  if (name === '2m-2s-async') return {brokers: [...masters('ASYNC_MASTER'), ...slaves]}
  // the controllers choose the master of the two
  return {
    controllers: [{port: 0}, {port: 0}, {port: 0}],
    brokers: [0, 1].map(replica => ({name: 'broker-a', id: -1, replica, port: 0})),
  }
}

const masters = (brokerRole: string): Brokers =>
  ['broker-a', 'broker-b'].map((name, index) => ({name, port: index === 0 ? 10911 : 0, config: {brokerRole}}))

const slaves: Brokers = ['broker-a', 'broker-b'].map(name => ({name, id: 1, port: 0}))
