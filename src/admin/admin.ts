/** Everything that can be asked of and done to a cluster, a class per noun. Knows no flag and no text. */
import type {Cluster} from '../cluster/cluster.js'
import {Acls} from './acls.js'
import {Acls4} from './acls4.js'
import {BrokerModes} from './broker-modes.js'
import {Brokers} from './brokers.js'
import {Clients} from './clients.js'
import {ColdData} from './cold-data.js'
import {Conditions} from './conditions.js'
import {ConsumeModes} from './consume-modes.js'
import {Containers} from './containers.js'
import {Controllers} from './controllers.js'
import {Exports} from './exports.js'
import {GroupImport} from './group-import.js'
import {GroupMonitor} from './group-monitor.js'
import {Groups} from './groups.js'
import {Ha} from './ha.js'
import {Lite} from './lite.js'
import {NameServers} from './name-servers.js'
import {OffsetList} from './offset-list.js'
import {OffsetMover} from './offset-move.js'
import {Offsets} from './offsets.js'
import {OrderConf} from './order-conf.js'
import {PopRecords} from './pop-records.js'
import {Progress} from './progress.js'
import {Queues} from './queues.js'
import {Replicas} from './replicas.js'
import {RocksDb} from './rocksdb.js'
import {StaticTopics} from './static-topics.js'
import {Stats} from './stats.js'
import {TopicImport} from './topic-import.js'
import {Topics} from './topics.js'
import {UnusedTopicCleaner} from './unused-topics.js'
import {Users} from './users.js'

export class Admin {
  readonly acls: Acls
  readonly acls4: Acls4
  readonly brokerModes: BrokerModes
  readonly brokers: Brokers
  readonly clients: Clients
  readonly coldData: ColdData
  readonly conditions: Conditions
  readonly consumeModes: ConsumeModes
  readonly containers: Containers
  readonly controllers: Controllers
  readonly exports: Exports
  readonly groupImport: GroupImport
  readonly groupMonitor: GroupMonitor
  readonly groups: Groups
  readonly ha: Ha
  readonly lite: Lite
  readonly nameServers: NameServers
  readonly offsetList: OffsetList
  readonly offsetMover: OffsetMover
  readonly offsets: Offsets
  readonly orderConf: OrderConf
  readonly popRecords: PopRecords
  readonly progress: Progress
  readonly queues: Queues
  readonly replicas: Replicas
  readonly rocksDb: RocksDb
  readonly staticTopics: StaticTopics
  readonly stats: Stats
  readonly topicImport: TopicImport
  readonly topics: Topics
  readonly unusedTopics: UnusedTopicCleaner
  readonly users: Users

  constructor(readonly cluster: Cluster) {
    this.acls = new Acls(cluster)
    this.acls4 = new Acls4(cluster)
    this.brokerModes = new BrokerModes(cluster)
    this.brokers = new Brokers(cluster)
    this.clients = new Clients(cluster)
    this.coldData = new ColdData(cluster)
    this.conditions = new Conditions(cluster)
    this.consumeModes = new ConsumeModes(cluster)
    this.containers = new Containers(cluster)
    this.controllers = new Controllers(cluster)
    this.exports = new Exports(cluster)
    this.groups = new Groups(cluster)
    this.groupImport = new GroupImport(cluster, this.groups)
    this.ha = new Ha(cluster)
    this.lite = new Lite(cluster, this.groups)
    this.nameServers = new NameServers(cluster)
    this.offsetMover = new OffsetMover(cluster)
    this.offsets = new Offsets(cluster)
    this.offsetList = new OffsetList(cluster, this.offsets)
    this.popRecords = new PopRecords(cluster)
    this.progress = new Progress(cluster)
    this.groupMonitor = new GroupMonitor(cluster, this.progress, this.clients, this.groups)
    this.queues = new Queues(cluster)
    this.rocksDb = new RocksDb(cluster)
    this.replicas = new Replicas(cluster, this.controllers)
    this.staticTopics = new StaticTopics(cluster)
    this.stats = new Stats(cluster)
    this.orderConf = new OrderConf(cluster)
    this.topics = new Topics(cluster)
    this.topicImport = new TopicImport(cluster, this.topics)
    this.unusedTopics = new UnusedTopicCleaner(cluster, this.brokers)
    this.users = new Users(cluster)
  }
}
