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
import {Lookup} from './lookup.js'
import type {Message} from './message.js'
import {Puller} from './pull.js'
import {Sender} from './send.js'
import {Tracer} from './trace.js'
import {Tracker} from './track.js'

export class Messaging {
  readonly sender: Sender
  readonly puller: Puller
  readonly consumer: Consumer
  readonly finder: Finder
  readonly tracker: Tracker
  readonly tracer: Tracer
  readonly direct: DirectConsumption

  constructor(private readonly cluster: Cluster) {
    this.sender = new Sender(cluster)
    this.puller = new Puller(cluster)
    this.consumer = new Consumer(this.puller)
    this.finder = new Finder(cluster, this.puller)
    this.tracker = new Tracker(cluster)
    this.tracer = new Tracer(this.sender, this.finder)
    this.direct = new DirectConsumption(cluster)
  }

  /** Every copy of a message with this id, of either kind; see {@link Lookup.find}. */
  lookUp(id: string, options: {topic?: string | undefined; cluster?: string | undefined} = {}): Promise<Message[]> {
    return new Lookup(this.cluster, this.finder, id, options.topic, options.cluster).find()
  }
}
