import {afterEach, describe, expect, it} from 'vitest'
import {MovedOffsets} from '../../src/messaging/moved-offsets.js'
import {closeAll, routeOf, scripted} from '../support/scripted-broker.js'

afterEach(closeAll)

/** As broker 4.9.7 sent it for a pull beyond the end of a queue. */
const told =
  '{"consumerGroup":"TOOLS_CONSUMER","messageQueue":{"brokerName":"broker-a","queueId":0,"topic":"orders"},"offsetNew":0,"offsetRequest":9999}'

describe('moved offsets', () => {
  it('tells what came since the last look, and leaves out what is no event', async () => {
    const {messaging, brokers, routes} = await scripted()
    const [broker] = brokers
    if (broker === undefined) throw new Error('no broker')
    routes.set('OFFSET_MOVED_EVENT', routeOf([broker], 1))
    const moved = new MovedOffsets(messaging.puller)
    broker.put(0, {text: told, topic: 'OFFSET_MOVED_EVENT'})
    expect(await moved.news()).toEqual({answers: [], failures: []})
    broker.put(0, {text: told, topic: 'OFFSET_MOVED_EVENT', storeTimestamp: 42})
    broker.put(0, {text: 'hello', topic: 'OFFSET_MOVED_EVENT'})
    expect(await moved.news()).toEqual({
      answers: [
        {
          time: 42,
          consumerGroup: 'TOOLS_CONSUMER',
          messageQueue: {topic: 'orders', brokerName: 'broker-a', queueId: 0},
          offsetRequest: 9999,
          offsetNew: 0,
        },
      ],
      failures: [],
    })
    expect(await moved.news()).toEqual({answers: [], failures: []})
  })

  it('is content where there is no such topic, and names a broker that does not answer', async () => {
    const {messaging, brokers, routes} = await scripted()
    expect(await new MovedOffsets(messaging.puller).news()).toEqual({answers: [], failures: []})
    routes.set('OFFSET_MOVED_EVENT', routeOf(brokers, 1))
    await brokers[0]?.leave()
    const {failures} = await new MovedOffsets(messaging.puller).news()
    expect(failures).toMatchObject([{target: expect.stringContaining('broker-a'), error: {code: 'UNREACHABLE'}}])
  })
})
