/** Reads back what a line did, straight from the servers, as text that can be compared. */
import {expect, vi} from 'vitest'
import {ServerError} from '../../../src/errors.js'
import {requests} from '../../../src/protocol/index.js'
import {decodeRecords} from '../../../src/protocol/message/index.js'
import type {Remoting} from '../../../src/remoting/remoting.js'

export interface Place {
  remoting: Remoting
  nameServer: string
  broker: string
  /** All of them, `broker` first. */
  brokers?: readonly string[]
}

type Reader = (place: Place, name: string) => Promise<unknown>

/** Given anew with each message. */
const ofTheMoment = new Set(['UNIQ_KEY', 'CLUSTER'])

const readers = {
  topic: async ({remoting, broker}, name) => {
    const {body} = await remoting.invoke(broker, requests.getAllTopicConfig, {})
    return body.topicConfigTable.get(name)
  },
  group: async ({remoting, broker}, name) => {
    const {body} = await remoting.invoke(broker, requests.getAllSubscriptiongroupConfig, {})
    return body.subscriptionGroupTable.get(name)
  },
  /** What a group has committed on each queue of `orders`. */
  offsets: async ({remoting, broker}, consumerGroup) => {
    const queues = Array.from({length: 8}, (_, queueId) =>
      orAbsent(
        remoting
          .invoke(broker, requests.queryConsumerOffset, {
            consumerGroup,
            topic: 'orders',
            queueId,
            setZeroIfNotFound: false,
          })
          .then(({offset}) => offset),
      ),
    )
    return await Promise.all(queues)
  },
  /** The messages of queue 0 of a topic, when there are as many as are said behind a blank. */
  messages: async ({remoting, broker}, wanted) => {
    const [topic = '', count] = wanted.split(' ')
    await until(async () => {
      const {offset} = await remoting.invoke(broker, requests.getMaxOffset, {topic, queueId: 0})
      return offset >= Number(count)
    })
    const {body} = await remoting.invoke(broker, requests.pullMessage, {
      consumerGroup: 'TOOLS_CONSUMER',
      topic,
      queueId: 0,
      queueOffset: 0,
      maxMsgNums: 32,
      sysFlag: 4,
      commitOffset: 0,
      suspendTimeoutMillis: 0,
      subVersion: 0n,
      subscription: '*',
    })
    return decodeRecords(body).map(({flag, sysFlag, body: text, properties}) => ({
      flag,
      sysFlag,
      text: text.toString('utf8'),
      properties: [...properties].filter(([name]) => !ofTheMoment.has(name)).sort(),
    }))
  },
  /** A static topic on every broker, with the chains of its queues in no order. */
  static: (place, topic) => staticParts(place, topic, chains => chains.map(chain => chain.join(', ')).sort()),
  /** The same, once it depends on chance which queues are moved: how many each broker leads, and that it knows where they begin. */
  staticLeads: (place, topic) =>
    staticParts(place, topic, (chains, own) => {
      const leaders = chains.map(chain => chain.at(-1) ?? '').filter(stretch => stretch.startsWith(own))
      return {queues: leaders.length, unknown: leaders.filter(stretch => stretch.endsWith('-1'))}
    }),
  route: async ({remoting, nameServer}, topic) => {
    const {body} = await remoting.invoke(nameServer, requests.getRouteinfoByTopic, {topic})
    return body.queueDatas
  },
  kv: ({remoting, nameServer}, path) => {
    const [namespace = '', key = ''] = path.split('/')
    return orAbsent(remoting.invoke(nameServer, requests.getKvConfig, {namespace, key}).then(({value}) => value))
  },
  brokerConfig: async ({remoting, broker}, key) =>
    (await remoting.invoke(broker, requests.getBrokerConfig, {})).body.get(key),
  coldLimit: async ({remoting, broker}, group) =>
    (await remoting.invoke(broker, requests.getColdDataFlowCtrInfo, {})).body.configTable.get(group),
  /** How many messages were put into queue 0 of a topic, when there are as many as are said behind a blank. */
  maxOffset: async ({remoting, broker}, wanted) => {
    const [topic = '', count] = wanted.split(' ')
    const max = async () => (await remoting.invoke(broker, requests.getMaxOffset, {topic, queueId: 0})).offset
    await until(async () => (await max()) >= Number(count))
    return max()
  },
  user: async ({remoting, broker}, username) =>
    (await remoting.invoke(broker, requests.authGetUser, {username})).body ?? 'absent',
  rules: ({remoting, broker}, subject) =>
    orAbsent(remoting.invoke(broker, requests.authGetAcl, {subject}).then(({body}) => body ?? 'none')),
  account: async ({remoting, broker}, accessKey) =>
    (await remoting.invoke(broker, requests.getBrokerClusterAclConfig, {})).body.plainAccessConfigs.find(
      account => account.accessKey === accessKey,
    ),
  whiteAddresses: async ({remoting, broker}) =>
    (await remoting.invoke(broker, requests.getBrokerClusterAclConfig, {})).body.globalWhiteAddrs,
  nameServerConfig: async ({remoting, nameServer}, key) =>
    (await remoting.invoke(nameServer, requests.getNamesrvConfig, {})).body.get(key),
} satisfies Record<string, Reader>

/** What every broker keeps of a static topic; `tell` is given the stretches of each of its queues, `broker-a 0 10000`. */
async function staticParts(
  {remoting, brokers = []}: Place,
  topic: string,
  tell: (chains: string[][], brokerName: string) => unknown,
): Promise<unknown[]> {
  const parts = await Promise.all(
    brokers.map(broker => orAbsent(remoting.invoke(broker, requests.getTopicConfig, {topic, logical: true}))),
  )
  return parts.map(part => {
    if (part === 'absent') return part
    const {mappingDetail, ...config} = part.body
    const chains = (mappingDetail?.hostedQueues ?? []).map(([, chain]) =>
      chain.map(({bname, gen, logicOffset}) => `${bname} ${gen} ${logicOffset}`),
    )
    return {...config, total: mappingDetail?.totalQueues, chains: tell(chains, mappingDetail?.bname ?? '')}
  })
}

/** What is read back, and by which name. */
export type Effect = `${keyof typeof readers}:${string}`

export async function readEffect(effect: Effect, place: Place): Promise<string> {
  const at = effect.indexOf(':')
  const value = await readers[effect.slice(0, at) as keyof typeof readers](place, effect.slice(at + 1))
  return JSON.stringify(value ?? 'absent', (_, item) =>
    item instanceof Map ? Object.fromEntries(item) : typeof item === 'bigint' ? `${item}` : item,
  )
}

/** A refusal is how servers say that there is nothing. */
const orAbsent = <T>(asked: Promise<T>): Promise<T | 'absent'> =>
  asked.catch(error => {
    if (error instanceof ServerError) return 'absent'
    throw error
  })

async function until(holds: () => Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => expect(await holds()).toBe(true), {timeout: 10_000, interval: 50})
}
