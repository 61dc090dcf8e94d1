/** Everything that can be asked of and done to a cluster, a class per noun. Knows no flag and no text. */
import type {Cluster} from '../cluster/cluster.js'
import {Topics} from './topics.js'

export class Admin {
  readonly topics: Topics

  constructor(readonly cluster: Cluster) {
    this.topics = new Topics(cluster)
  }
}
