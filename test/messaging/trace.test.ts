/** Records as Java's clients write them, of every length there has been. */
import {describe, expect, it} from 'vitest'
import type {Message} from '../../src/messaging/message.js'
import {traceRecordsOf} from '../../src/messaging/trace-records.js'

const trace = (...records: unknown[][]): Message =>
  ({
    bornHost: '10.0.0.7:4711',
    body: Buffer.from(records.map(fields => `${fields.join('\u0001')}\u0002`).join('')),
  }) as Message
const read = (...records: unknown[][]) => traceRecordsOf([trace(...records)], 'M1')

const pub = ['Pub', 1000, 'DefaultRegion', 'shop', 'orders', 'M1', 'paid', 'k1 k2', '10.0.0.1:10911', 12, 3, 3]
const before = ['SubBefore', 2000, 'DefaultRegion', 'billing', 'R1', 'M1', 2, 'k1']

describe('trace records', () => {
  it.each([
    ['13 fields', [...pub, true], undefined],
    ['14 fields', [...pub, 'OFFSETID', true], 'OFFSETID'],
    ['15 fields', [...pub, 'OFFSETID', true, '10.0.0.9'], 'OFFSETID'],
  ])('reads a send of %s', (_, fields, offsetMsgId) => {
    expect(read(fields)).toEqual([
      {
        event: 'sent',
        time: 1000,
        group: 'shop',
        clientHost: '10.0.0.7',
        topic: 'orders',
        msgId: 'M1',
        tags: 'paid',
        keys: 'k1 k2',
        storeHost: '10.0.0.1:10911',
        bodySize: 12,
        cost: 3,
        messageType: 'delay',
        offsetMsgId,
        success: true,
      },
    ])
  })

  it('joins the beginning and the end of a consumption, in whichever order they come', () => {
    const after = ['SubAfter', 'R1', 'M1', 7, false, 'k1', 2, 2007, 'billing']
    for (const records of [
      [before, after],
      [after, before],
    ])
      expect(read(...records)).toMatchObject([
        {
          event: 'consumed',
          time: 2000,
          ended: 2007,
          cost: 7,
          group: 'billing',
          retries: 2,
          success: false,
          result: 'exception',
        },
      ])
  })

  it('takes ends of old clients, which name neither time nor group', () => {
    expect(read(['SubAfter', 'R1', 'M1', 7, true, 'k1'])).toMatchObject([{event: 'consumed', time: 0, group: ''}])
    expect(read(before, ['SubAfter', 'R1', 'M1', 7, true, 'k1', 0])).toMatchObject([
      {event: 'consumed', time: 2000, group: 'billing', success: true, result: undefined},
    ])
  })

  it('tells of a consumption that nobody has ended', () => {
    const other = ['SubAfter', 'R2', 'M1', 7, true, 'k1', 0, 2007, 'billing']
    expect(read(before, other).map(({event, requestId}) => [event, requestId])).toEqual([
      ['consuming', 'R1'],
      ['consumed', 'R2'],
    ])
  })

  it('reads ends of transactions and recalls', () => {
    const end = ['EndTransaction', 5, 'r', 'shop', 'orders', 'M1', 'null', '', 'h:1', 2, 'T1', 'COMMIT_MESSAGE', false]
    expect(read(end, ['Recall', 6, 'r', 'shop', 'orders', 'M1', true])).toMatchObject([
      {event: 'transactionEnded', tags: undefined, transactionId: 'T1', transactionState: 'COMMIT_MESSAGE'},
      {event: 'recalled', time: 6, success: true},
    ])
  })

  it('leaves out other messages, unknown kinds and what is cut off', () => {
    const other = pub.with(5, 'M2')
    expect(
      read([...other, true], ['New', 1, 'M1'], pub.slice(0, 8), pub.with(1, 'soon'), [''], [...pub, true]),
    ).toEqual([expect.objectContaining({event: 'sent', msgId: 'M1'})])
    expect(traceRecordsOf([{...trace(), body: Buffer.from([0xff, 0xfe])}], 'M1')).toEqual([])
  })
})
