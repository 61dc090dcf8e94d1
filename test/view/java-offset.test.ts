/** Orders of queues as mqadmin 5.5.0 printed them: of one broker with eight, four and two queues, and of two brokers in the order of the route. */
import {expect, it} from 'vitest'
import {type Moved, movedTable} from '../../src/view/java-offset.js'

const moved = (topic: string, broker: string, queue: number, after: number): Moved => ({
  topic,
  broker,
  queue,
  max: after,
  before: 0,
  goal: after,
  after,
})
const order = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => line.split(/ +/).slice(0, 2).join(' '))

it.each([
  ['orders', ['broker-a'], 8, [6, 7, 4, 5, 2, 3, 0, 1].map(queue => `broker-a ${queue}`)],
  ['payments', ['broker-a'], 4, [3, 2, 1, 0].map(queue => `broker-a ${queue}`)],
  ['notices', ['broker-a'], 2, [0, 1].map(queue => `broker-a ${queue}`)],
  ['stock', ['broker-d', 'broker-c'], 2, ['broker-d 0', 'broker-d 1', 'broker-c 0', 'broker-c 1']],
])('%s on %j', (topic, brokers, queues, rows) => {
  const moves = brokers.flatMap(broker => Array.from({length: queues}, (_, queue) => moved(topic, broker, queue, 10)))
  expect(order(movedTable(moves))).toEqual(rows)
})
