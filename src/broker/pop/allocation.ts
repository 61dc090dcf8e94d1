/** Which client of a group takes which queues, when the broker decides (Java `QueryAssignmentProcessor`). */
import type {MessageQueue} from '../../protocol/bodies/queue.js'

export type Strategy = (index: number, clients: number, queues: readonly MessageQueue[]) => MessageQueue[]

export const strategies: Readonly<Record<string, Strategy>> = {
  AVG(index, clients, queues) {
    const rest = queues.length % clients
    const hasOneMore = index < rest
    const size = queues.length <= clients ? 1 : Math.floor(queues.length / clients) + (hasOneMore ? 1 : 0)
    const start = hasOneMore ? index * size : index * size + rest
    return queues.slice(start, start + size)
  },
  AVG_BY_CIRCLE: (index, clients, queues) => queues.filter((_, position) => position % clients === index),
}

export const compareQueues = (a: MessageQueue, b: MessageQueue): number =>
  compareText(a.topic, b.topic) || compareText(a.brokerName, b.brokerName) || a.queueId - b.queueId

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * The queues that a client pops: its own share and those of the next `shared` clients. With 0, or as many as there are others, all
 * pop everything: queue -1 of each broker.
 */
export function queuesToPop(
  index: number,
  clients: number,
  queues: readonly MessageQueue[],
  shared: number,
  strategy: Strategy,
): MessageQueue[] {
  if (shared <= 0 || shared >= clients - 1) {
    const brokers = new Set(queues.map(({brokerName}) => brokerName))
    return [...brokers].map(brokerName => ({topic: queues[0]?.topic ?? '', brokerName, queueId: -1}))
  }
  if (clients > queues.length) {
    const one = queues[index % queues.length]
    return one ? [one] : []
  }
  return Array.from({length: shared + 1}, (_, step) => strategy((index + step) % clients, clients, queues)).flat()
}
