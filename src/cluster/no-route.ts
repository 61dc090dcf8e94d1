/**
 * Why a topic has no route. A topic is made on brokers; a broker tells each name server that it is configured with what it has, at
 * its start, at each change and every 30 seconds; name servers tell clients, and nothing to each other. The first link that is broken
 * is the one to mend.
 */
import {type Failure, ServerError} from '../errors.js'
import {didYouMean, listed} from '../nearest.js'
import {requests} from '../protocol/index.js'
import {responseCode} from '../protocol/response-code.js'
import type {BrokerTarget, Cluster} from './cluster.js'
import {allBrokers} from './cluster.js'
import {fanOut} from './fan-out.js'

/** The command has failed already: nobody shall wait long for the reason. */
const patience = {timeoutMs: 1500}

export interface NoRoute {
  /** No broker has it, and all were asked. */
  gone?: boolean
  /** The first broken link, as half a sentence. */
  reason: string
  hint: string
}

/** Asks every name server and every broker; what does not answer in time is told as such. */
export async function whyNoRoute(cluster: Cluster, topic: string): Promise<NoRoute> {
  const atNameServers = await fanOut(
    cluster.nameServers,
    address => `name server ${address}`,
    async address => {
      const [routed, info] = await Promise.all([
        hasRoute(cluster, address, topic),
        cluster.invoke(address, requests.getBrokerClusterInfo, {}, patience),
      ])
      return {address, routed, brokers: allBrokers(info.body)}
    },
  )
  const [first] = atNameServers.failures
  if (first !== undefined) return silentNameServer(first)
  const knowing = atNameServers.answers.filter(({routed}) => routed).map(({address}) => address)
  const without = atNameServers.answers.filter(({routed}) => !routed).map(({address}) => address)
  const brokers = mastersOf(atNameServers.answers.flatMap(({brokers}) => brokers))
  if (brokers.length === 0)
    return {
      reason: `no broker is registered at ${listed(without, 'and')}`,
      hint: 'start a broker, and see that its namesrvAddr names these servers; a running one registers within 30 s',
    }
  if (knowing.length > 0)
    return {
      reason: `${listed(knowing, 'and')} has a route, ${listed(without, 'and')} has none`,
      hint: 'name servers tell each other nothing: every broker must have all of them in its namesrvAddr',
    }
  return onBrokers(cluster, topic, brokers, without)
}

async function onBrokers(
  cluster: Cluster,
  topic: string,
  brokers: readonly BrokerTarget[],
  nameServers: readonly string[],
): Promise<NoRoute> {
  const {answers, failures} = await fanOut(
    brokers,
    ({label}) => label,
    async ({label, address}) => ((await hasTopic(cluster, address, topic)) ? [label] : []),
  )
  const having = answers.flat()
  const servers = listed(nameServers, 'and')
  if (having.length > 0)
    return {
      reason: `${listed(having, 'and')} has it and has not told ${servers} yet`,
      hint: 'wait for it with mqadmin topic wait; if it stays so, see the log of the broker for its registration',
    }
  const asked = listed(
    brokers.map(({label}) => label),
    'and',
  )
  const silent = failures.map(({target}) => target)
  if (silent.length > 0)
    return {
      reason: `${listed(silent, 'and')} did not say whether it has it${silent.length < brokers.length ? ', the other brokers do not' : ''}`,
      hint: failures[0]?.error.hint ?? 'mqadmin broker status asks a broker how it is',
    }
  return {
    gone: true,
    reason: `no name server has a route for it, and ${asked} has no such topic`,
    hint:
      (await topicMeant(cluster, topic)) ??
      'mqadmin topic list shows the topics there are; mqadmin topic set makes one',
  }
}

const silentNameServer = ({target, error}: Failure): NoRoute => ({
  reason: `${target} did not say: ${error.message}`,
  hint: error.hint ?? 'mqadmin context test tries each address',
})

async function hasRoute(cluster: Cluster, address: string, topic: string): Promise<boolean> {
  try {
    await cluster.invoke(address, requests.getRouteinfoByTopic, {topic}, patience)
    return true
  } catch (error) {
    if (error instanceof ServerError && error.responseCode === responseCode.TOPIC_NOT_EXIST) return false
    throw error
  }
}

/** Brokers below 4.9.3 have no request for one topic. */
async function hasTopic(cluster: Cluster, address: string, topic: string): Promise<boolean> {
  try {
    await cluster.invoke(address, requests.getTopicConfig, {topic}, patience)
    return true
  } catch (error) {
    if (!(error instanceof ServerError)) throw error
    if (error.responseCode === responseCode.TOPIC_NOT_EXIST) return false
    if (error.responseCode !== responseCode.REQUEST_CODE_NOT_SUPPORTED) throw error
  }
  const {body} = await cluster.invoke(address, requests.getAllTopicConfig, {}, patience)
  return body.topicConfigTable.has(topic)
}

/** A hint for a topic that does not exist: names near to it. Never rejects. */
export async function topicMeant(cluster: Cluster, topic: string): Promise<string | undefined> {
  try {
    const {body} = await cluster.ask(requests.getAllTopicListFromNameserver, {}, patience)
    return didYouMean(topic, body.topicList)
  } catch {
    // only a help for typing errors
    return undefined
  }
}

/** One process of each broker, wherever it is registered. */
function mastersOf(brokers: readonly BrokerTarget[]): BrokerTarget[] {
  const byName = new Map<string, BrokerTarget>()
  for (const broker of brokers) {
    const name = `${broker.cluster}/${broker.name}`
    if (!byName.has(name) || broker.id < (byName.get(name)?.id ?? 0)) byName.set(name, broker)
  }
  return [...byName.values()]
}
