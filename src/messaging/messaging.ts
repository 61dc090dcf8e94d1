/**
 * Messages: sending, reading, finding them.
 *
 * ```ts
 * const messaging = new Messaging(cluster)
 * const {msgId} = await messaging.sender.send({topic: 'orders', body: Buffer.from('hello')})
 * const {answers} = await messaging.finder.byUniqueKey('orders', msgId)
 * ```
 */
import type {Cluster} from '../cluster/cluster.js'
import {Consumer} from './consume.js'
import {DirectConsumption} from './direct.js'
import {Finder} from './find.js'
import {Puller} from './pull.js'
import {Sender} from './send.js'
import {Tracker} from './track.js'

export class Messaging {
  readonly sender: Sender
  readonly puller: Puller
  readonly consumer: Consumer
  readonly finder: Finder
  readonly tracker: Tracker
  readonly direct: DirectConsumption

  constructor(cluster: Cluster) {
    this.sender = new Sender(cluster)
    this.puller = new Puller(cluster)
    this.consumer = new Consumer(this.puller)
    this.finder = new Finder(cluster, this.puller)
    this.tracker = new Tracker(cluster)
    this.direct = new DirectConsumption(cluster)
  }
}
