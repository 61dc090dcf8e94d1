/** Tries to reach a cluster the way commands do, step by step, so that the first broken link shows. */
import {type BrokerTarget, type Cluster, type ClusterInfo, masterId} from '../cluster/cluster.js'
import {asMqError, type Failure, MqError, PartialError} from '../errors.js'
import {requests} from '../protocol/index.js'
import {duration, type Infer, object, oneOf, optional, str} from '../schema.js'
import type {Settings} from './settings.js'

export const contextStep = object('ContextStep', {
  step: oneOf('nameServer', 'cluster', 'broker'),
  /** Whom it asked. */
  target: str(),
  result: oneOf('ok', 'failed', 'skipped'),
  elapsed: optional(duration()),
  detail: str(),
})
export type ContextStep = Infer<typeof contextStep>

interface Tried {
  steps: ContextStep[]
  failure: MqError | undefined
}

/** Asks all name servers, looks at what the first of them knows, and asks one broker in the name of the account. */
export async function testContext(cluster: Cluster, settings: Pick<Settings, 'credentials' | 'tls'>): Promise<Tried> {
  const steps: ContextStep[] = []
  const failures: Failure[] = []
  const attempt = async <T>(
    step: ContextStep['step'],
    target: string,
    act: () => Promise<T>,
    tell: (result: T) => string,
  ) => {
    const started = Date.now()
    try {
      const result = await act()
      steps.push({step, target, result: 'ok', elapsed: Date.now() - started, detail: tell(result)})
      return result
    } catch (thrown) {
      const error = asMqError(thrown)
      if (error.code === 'INTERRUPTED') throw error
      steps.push({step, target, result: 'failed', elapsed: Date.now() - started, detail: error.message})
      failures.push({target, error})
      return undefined
    }
  }
  const over = settings.tls ? 'over TLS' : 'without TLS'
  const askNameServer = async (address: string) =>
    (await cluster.invoke(address, requests.getBrokerClusterInfo, {})).body
  const infos: (ClusterInfo | undefined)[] = []
  for (const address of cluster.nameServers)
    infos.push(
      await attempt(
        'nameServer',
        address,
        () => askNameServer(address),
        () => `answered ${over}`,
      ),
    )
  const info = infos.find(known => known !== undefined)
  const broker =
    info &&
    (await attempt(
      'cluster',
      namesOf(info),
      async () => firstBroker(info),
      () => countsOf(info),
    ))
  if (broker) {
    const {credentials} = settings
    const signed = credentials ? `answered ${over}, signed as ${credentials.accessKey}` : `answered ${over}, unsigned`
    await attempt(
      'broker',
      broker.label,
      () => cluster.invoke(broker.address, requests.getBrokerRuntimeInfo, {}),
      () => signed,
    )
  } else steps.push({step: 'broker', target: '', result: 'skipped', detail: 'no broker is known'})
  return {steps, failure: failureOf(failures, infos.filter(known => known !== undefined).length)}
}

/** What is wrong with all, or with the broker alone, has its own status; some name servers out of many is partly done. */
function failureOf(failures: readonly Failure[], nameServersUp: number): MqError | undefined {
  const [first] = failures
  if (first === undefined) return undefined
  if (failures.length === 1 && (nameServersUp === 0 || !isNameServer(first))) return first.error
  return new PartialError(failures, nameServersUp)
}

const isNameServer = ({error}: Failure): boolean => error.facts.role === 'name server'

const namesOf = ({clusterAddrTable}: ClusterInfo): string => [...clusterAddrTable.keys()].sort().join(', ')

const countsOf = ({clusterAddrTable, brokerAddrTable}: ClusterInfo): string =>
  `${plural(clusterAddrTable.size, 'cluster')}, ${plural(brokerAddrTable.size, 'broker')}`

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

function firstBroker({brokerAddrTable}: ClusterInfo): Pick<BrokerTarget, 'label' | 'address'> {
  for (const [name, {brokerAddrs}] of [...brokerAddrTable].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const address = (brokerAddrs.find(([id]) => id === masterId) ?? brokerAddrs[0])?.[1]
    if (address !== undefined) return {label: `${name} (${address})`, address}
  }
  throw new MqError('NOT_FOUND', 'no broker is registered with the name servers', {
    hint: 'start one (mqadmin node start) or look at the log of the broker that should be there',
  })
}
