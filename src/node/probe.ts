/** Asking servers over the protocol whether they live, are ready and are registered. */
import {once} from 'node:events'
import {ServerError} from '../errors.js'
import {requests} from '../protocol/index.js'
import type {Remoting} from '../remoting/remoting.js'

export interface Registered {
  name: string
  cluster: string
  address: string
  id: number
}

const probeTimeoutMs = 2000

/** The brokers a name server knows. Rejects when it does not answer. */
export async function registeredBrokers(remoting: Remoting, nameServer: string): Promise<Registered[]> {
  const {body} = await remoting.invoke(nameServer, requests.getBrokerClusterInfo, {}, {timeoutMs: probeTimeoutMs})
  const result: Registered[] = []
  for (const broker of body.brokerAddrTable.values()) {
    for (const [id, address] of broker.brokerAddrs)
      result.push({name: broker.brokerName, cluster: broker.cluster, id: Number(id), address})
  }
  return result
}

/**
 * What a broker tells of itself. One that answers with a refusal, say for want of credentials, lives too; but a 4.9 broker fails
 * with this exception in its first second, when `StoreStatsService` has no sample yet, and is not ready.
 */
export async function brokerVersion(remoting: Remoting, address: string): Promise<string | undefined> {
  try {
    const {body} = await remoting.invoke(address, requests.getBrokerRuntimeInfo, {}, {timeoutMs: probeTimeoutMs})
    return body.table.get('brokerVersionDesc')
  } catch (error) {
    if (error instanceof ServerError && !error.remark?.includes('NoSuchElementException')) return undefined
    throw error
  }
}

/** A proxy knows few requests of the remoting protocol; any answer to this one, a refusal too, shows that it serves. */
export async function proxyAnswers(remoting: Remoting, address: string): Promise<void> {
  try {
    await remoting.invoke(address, requests.getRouteinfoByTopic, {topic: 'TBW102'}, {timeoutMs: probeTimeoutMs})
  } catch (error) {
    if (!(error instanceof ServerError)) throw error
  }
}

/** HTTP/2 begins with the settings of both sides: that much needs no service definition. */
export async function grpcAnswers(address: string, {options: {tls}}: Remoting): Promise<void> {
  const {connect} = await import('node:http2')
  const session = connect(`${tls ? 'https' : 'http'}://${address}`, {
    ca: tls?.ca,
    cert: tls?.cert,
    key: tls?.key,
    rejectUnauthorized: !tls?.insecure,
  })
  try {
    await once(session, 'remoteSettings', {signal: AbortSignal.timeout(probeTimeoutMs)})
  } finally {
    session.on('error', () => {})
    session.destroy()
  }
}
