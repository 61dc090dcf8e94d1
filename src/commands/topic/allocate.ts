import {Flags} from '@oclif/core'
import {allocateAveragely, type Share, share} from '../../admin/allocation.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {UsageError} from '../../errors.js'
import {type ReachableQueue, readableQueuesOf} from '../../messaging/queues.js'
import {compareQueues, javaHashOrder} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

export default class TopicAllocate extends ReadCommand<Share[]> {
  static override summary = 'Compute how the queues of a topic would be shared among clients.'
  static override subject = 'topic'

  static override examples = ['<%= config.bin %> <%= command.id %> orders --clients 10.0.0.1@1,10.0.0.2@1']

  static override flags = {
    topic: Flags.string({summary: 'Topic whose queues to share.', required: true}),
    clients: Flags.string({summary: 'Ids of the clients, with commas between.', required: true}),
  }

  /** In the order of the route, from which Java's order follows. */
  private queues: readonly ReachableQueue[] = []

  protected override async perform({cluster}: Session, {topic, clients}: FlagsOf<typeof TopicAllocate>) {
    const ids = idsOf(clients)
    this.queues = await readableQueuesOf(cluster, topic)
    // consumers sort both before they share (RebalanceImpl#rebalanceByTopic)
    const shares = allocateAveragely(this.queues.toSorted(compareQueues), ids.toSorted())
    return [...shares].map(([client, queues]) => ({
      client,
      queues: queues.map(({brokerName, queueId}) => ({broker: brokerName, queue: queueId})),
    }))
  }

  protected override readonly view = rows(share, [
    'client',
    {field: 'queues', value: ({queues}) => queues.map(({broker, queue}) => `${broker}:${queue}`).join(' ')},
  ])

  /** Java sorts neither clients nor queues: its shares are those of a set in hash order. */
  protected override readonly classic = (_: Share[], {clients}: FlagsOf<typeof TopicAllocate>) => {
    const shares = allocateAveragely(javaHashOrder(this.queues), idsOf(clients))
    const lists = javaHashOrder(shares.keys()).map(
      client => `${JSON.stringify(client)}:[${(shares.get(client) ?? []).map(queueJson).join(',')}]`,
    )
    return `{"result":{${lists.join(',')}}}\n`
  }
}

const queueJson = ({brokerName, queueId, topic}: ReachableQueue): string => JSON.stringify({brokerName, queueId, topic})

function idsOf(text: string): string[] {
  const ids = text.split(',').map(id => id.trim())
  if (ids.includes('')) throw new UsageError('--clients has an empty id')
  if (new Set(ids).size < ids.length) throw new UsageError('--clients names a client twice')
  return ids
}
