import type {BrokerTarget, Cluster, Route} from '../cluster/cluster.js'
import {lightPrefix, retryPrefix} from '../protocol/names.js'

/**
 * Where a group lives: the brokers of its retry topic, else those of the topic it is asked about, else all there are, since a
 * group that consumes through a proxy may have no retry topic. With a cluster only what belongs to it.
 */
export async function groupBrokers(
  cluster: Cluster,
  group: string,
  {topic, within}: {topic?: string | undefined; within?: string | undefined} = {},
): Promise<BrokerTarget[]> {
  const all = within === undefined ? undefined : await cluster.servers(within)
  const route =
    (await cluster.findRoute(retryPrefix + group)) ??
    (topic === undefined ? undefined : await cluster.findRoute(topic)) ??
    undefined
  if (route === undefined) return all ?? cluster.servers()
  return cluster.routeBrokers(route).filter(broker => within === undefined || broker.cluster === within)
}

/** The route of a topic. A light queue has none of its own: it is served where the topic it belongs to is (Java's `-c` names that). */
export const topicRouteOf = (cluster: Cluster, topic: string, parent: string | undefined): Promise<Route> =>
  cluster.route(topic.startsWith(lightPrefix) && parent !== undefined ? parent : topic)
