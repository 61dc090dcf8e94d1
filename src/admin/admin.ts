/** Everything that can be asked of and done to a cluster, a class per noun. Knows no flag and no text. */
import type {Cluster} from '../cluster/cluster.js'
import {Brokers} from './brokers.js'
import {Clients} from './clients.js'
import {ConsumeModes} from './consume-modes.js'
import {Groups} from './groups.js'
import {NameServers} from './name-servers.js'
import {OffsetMover} from './offset-move.js'
import {Offsets} from './offsets.js'
import {Progress} from './progress.js'
import {Queues} from './queues.js'
import {Stats} from './stats.js'
import {Topics} from './topics.js'

export class Admin {
  readonly brokers: Brokers
  readonly clients: Clients
  readonly consumeModes: ConsumeModes
  readonly groups: Groups
  readonly nameServers: NameServers
  readonly offsetMover: OffsetMover
  readonly offsets: Offsets
  readonly progress: Progress
  readonly queues: Queues
  readonly stats: Stats
  readonly topics: Topics

  constructor(readonly cluster: Cluster) {
    this.brokers = new Brokers(cluster)
    this.clients = new Clients(cluster)
    this.consumeModes = new ConsumeModes(cluster)
    this.groups = new Groups(cluster)
    this.nameServers = new NameServers(cluster)
    this.offsetMover = new OffsetMover(cluster)
    this.offsets = new Offsets(cluster)
    this.progress = new Progress(cluster)
    this.queues = new Queues(cluster)
    this.stats = new Stats(cluster)
    this.topics = new Topics(cluster)
  }
}
