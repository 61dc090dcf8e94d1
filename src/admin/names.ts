/** The names there are of something, for who has to choose one: completion on the command line, and questions. */
import type {Cluster} from '../cluster/cluster.js'
import {fanOut} from '../cluster/fan-out.js'
import {requests} from '../protocol/index.js'
import {groupNames} from './group-names.js'

export type NamedThing = 'topic' | 'group' | 'broker' | 'cluster' | 'user'

export class Names {
  constructor(private readonly cluster: Cluster) {}

  /** Sorted, each once. A broker that does not answer is left out; rejects when the name servers are silent. */
  async of(thing: NamedThing): Promise<string[]> {
    return [...new Set(await this.all(thing))].sort()
  }

  private async all(thing: NamedThing): Promise<string[]> {
    switch (thing) {
      case 'topic':
        return (await this.cluster.ask(requests.getAllTopicListFromNameserver, {})).body.topicList
      case 'broker':
        return [...(await this.cluster.info()).brokerAddrTable.keys()]
      case 'cluster':
        return [...(await this.cluster.info()).clusterAddrTable.keys()]
      case 'group':
        return groupNames(this.cluster)
      case 'user':
        return this.users()
    }
  }

  /** Of brokers from 5.3.0 on. */
  private async users(): Promise<string[]> {
    const {answers} = await fanOut(
      await this.cluster.servers(),
      ({label}) => label,
      async ({address}) => {
        const {body} = await this.cluster.invoke(address, requests.authListUser, {filter: ''})
        return (body ?? []).flatMap(({username}) => username ?? [])
      },
    )
    return answers.flat()
  }
}
