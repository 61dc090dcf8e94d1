/** How the queues of a topic are shared among consumers (`AllocateMessageQueueAveragely`, what Java's clients use unless told otherwise). */
import {type Infer, int, list, object, str} from '../schema.js'

const sharedQueue = object('SharedQueue', {broker: str(), queue: int()})

/** What one client would get. */
export const share = object('Share', {client: str(), queues: list(sharedQueue)})
export type Share = Infer<typeof share>

/** Each client's part: neighbouring queues, of which the first clients get one more where they do not come out even. */
export function allocateAveragely<Q>(queues: readonly Q[], clients: readonly string[]): Map<string, Q[]> {
  const least = Math.floor(queues.length / clients.length)
  const more = queues.length % clients.length
  const startOf = (index: number) => index * least + Math.min(index, more)
  return new Map(clients.map((client, index) => [client, queues.slice(startOf(index), startOf(index + 1))]))
}
