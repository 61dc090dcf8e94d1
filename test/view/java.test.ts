/** Our copies of Java's order, numbers and dates, against what OpenJDK said (test/fixtures/java). */
import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'
import {halfUp, javaFormat} from '../../src/view/java-format.js'
import {
  compareQueues,
  type JavaKey,
  javaConcurrentHashOrder,
  javaHash,
  javaHashOrder,
  javaSorted,
} from '../../src/view/java-order.js'
import {front, javaDate, javaDouble, javaFields, javaString} from '../../src/view/java-text.js'
import {parseTime} from '../../src/view/time.js'

interface Order {
  keys: JavaKey[]
  capacity: number
  map: number[]
  sized: number[]
  copiedSet: number[]
  copiedMap: number[]
  concurrent: number[]
  concurrentSized: number[]
}

const facts: {
  hashes: [JavaKey, number][]
  orders: Order[]
  formats: [string, unknown[], string][]
  fractions: [number, number, string][]
  doubles: [string, string][]
  dates: [number, string, string, string][]
  walls: [string, string, number][]
} = JSON.parse(readFileSync(new URL('../fixtures/java/facts.json', import.meta.url), 'utf8'), (_, value) => {
  // longs are written 1n, doubles that JSON has no word for NaNd
  if (typeof value !== 'string') return value
  if (/^-?\d+n$/.test(value)) return BigInt(value.slice(0, -1))
  return /^(NaN|-?Infinity)d$/.test(value) ? Number(value.slice(0, -1)) : value
})

describe('the order of Java maps', () => {
  it('hashes text, longs and message queues', () => {
    expect(facts.hashes.map(([key]) => javaHash(key))).toEqual(facts.hashes.map(([, hash]) => hash))
  })

  it.each(
    facts.orders.map(
      (order, index) => [`${index}: ${order.keys.length} keys, capacity ${order.capacity}`, order] as const,
    ),
  )('iterates as Java does, set %s', (_, {keys, capacity, ...orders}) => {
    const places = (ordered: JavaKey[]) => ordered.map(key => keys.indexOf(key))
    expect({
      map: places(javaHashOrder(keys)),
      sized: places(javaHashOrder(keys, {capacity})),
      copiedSet: places(javaHashOrder(keys, {copied: 'set'})),
      copiedMap: places(javaHashOrder(keys, {copied: 'map'})),
      concurrent: places(javaConcurrentHashOrder(keys)),
      concurrentSized: places(javaConcurrentHashOrder(keys, {capacity})),
    }).toEqual(orders)
  })

  it('keeps equal keys once', () => {
    const queue = {topic: 't', brokerName: 'b', queueId: 1}
    expect(javaHashOrder([queue, {...queue}, {...queue, queueId: 0}])).toHaveLength(2)
    expect(javaHashOrder(['a', 'b', 'a'])).toEqual(['a', 'b'])
  })

  it('sorts text by UTF-16 unit and queues by topic, broker and id', () => {
    expect(javaSorted(['b', 'Z', 'a', '%DLQ%', '订'])).toEqual(['%DLQ%', 'Z', 'a', 'b', '订'])
    const queues = [
      {topic: 'b', brokerName: 'x', queueId: 0},
      {topic: 'a', brokerName: 'y', queueId: 10},
      {topic: 'a', brokerName: 'y', queueId: 2},
      {topic: 'a', brokerName: 'x', queueId: 3},
    ]
    expect(queues.sort(compareQueues).map(({topic, brokerName, queueId}) => `${topic}${brokerName}${queueId}`)).toEqual(
      ['ax3', 'ay2', 'ay10', 'bx0'],
    )
  })
})

describe('java.util.Formatter', () => {
  it.each(facts.formats)('%j', (layout, args, text) => {
    expect(javaFormat(layout, ...args)).toBe(text)
  })

  it('rounds fractions half up on their shortest digits', () => {
    expect(facts.fractions.map(([value, decimals]) => halfUp(value, decimals))).toEqual(
      facts.fractions.map(([, , text]) => text),
    )
    expect(javaFormat('%.2f', 1.005)).toBe('1.01')
  })

  it('says what is wrong with a layout or an argument', () => {
    expect(() => javaFormat('%s %d', 1)).toThrow(/no argument for %d/)
    expect(() => javaFormat('%d', 1.5)).toThrow(/%d of number/)
    expect(() => javaFormat('%f', 'x')).toThrow(/%f of string/)
    expect(() => javaFormat('%q', 'x')).toThrow(/unknown conversion/)
    expect(() => javaFormat('50% of %s', 'x')).toThrow(/unknown conversion/)
  })
})

describe('Java texts', () => {
  it('prints doubles as Double.toString', () => {
    const fromBits = (bits: string) => Buffer.from(bits.padStart(16, '0'), 'hex').readDoubleBE()
    expect(facts.doubles.map(([bits]) => javaDouble(fromBits(bits)))).toEqual(facts.doubles.map(([, text]) => text))
  })

  it('prints values as String.valueOf', () => {
    const attributes = new Map<unknown, unknown>([
      ['message.type', 'FIFO'],
      [0, [1, 'x', null]],
    ])
    expect(javaString(attributes)).toBe('{message.type=FIFO, 0=[1, x, null]}')
    expect([null, true, 12n, 0.5, -0, new Set(['a']), new Map(), []].map(javaString)).toEqual([
      'null',
      'true',
      '12',
      '0.5',
      '-0.0',
      '[a]',
      '{}',
      '[]',
    ])
    expect(javaString(Buffer.from([0, 127, 128, 255]))).toBe('[0, 127, -128, -1]')
    expect(`TopicConfig [${javaFields({topicName: 'orders', order: false, attributes: new Map()})}]`).toBe(
      'TopicConfig [topicName=orders, order=false, attributes={}]',
    )
    expect(() => javaString({})).toThrow(/javaFields/)
    expect(front('abcdef', 3)).toBe('abc')
  })

  it('prints dates as SimpleDateFormat', () => {
    expect(facts.dates.map(([ms, pattern, zone]) => javaDate(ms, pattern, zone))).toEqual(
      facts.dates.map(([, , , text]) => text),
    )
  })

  it('reads wall clocks as SimpleDateFormat, also where clocks are changed', () => {
    expect(facts.walls.map(([text, zone]) => [text, zone, parseTime(text, {zone})])).toEqual(facts.walls)
  })
})
