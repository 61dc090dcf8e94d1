/** The groups that brokers have settings of, and which of them a name that nobody knows may mean. */
import type {Cluster} from '../cluster/cluster.js'
import {fanOut} from '../cluster/fan-out.js'
import {didYouMean} from '../nearest.js'
import {requests} from '../protocol/index.js'

/** As often as there are brokers that have it. A broker that does not answer is left out; rejects when the name servers are silent. */
export async function groupNames(cluster: Cluster): Promise<string[]> {
  const {answers} = await fanOut(
    await cluster.servers(),
    ({label}) => label,
    async ({address}) => {
      const {body} = await cluster.invoke(address, requests.getAllSubscriptiongroupConfig, {})
      return [...body.subscriptionGroupTable.keys()]
    },
  )
  return answers.flat()
}

/** A hint for a group of which nothing was found: names near to it, unless it is known. Never rejects. */
export async function groupMeant(cluster: Cluster, group: string): Promise<string | undefined> {
  try {
    return didYouMean(group, await groupNames(cluster))
  } catch {
    // only a help for typing errors
    return undefined
  }
}
