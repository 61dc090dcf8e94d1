import {describe, expect, it} from 'vitest'
import {UsageError} from '../../src/errors.js'
import {
  about,
  any,
  blob,
  bool,
  bytes,
  count,
  double,
  duration,
  entries,
  type Infer,
  int,
  list,
  long,
  map,
  nullable,
  object,
  offset,
  oneOf,
  optional,
  rate,
  str,
  time,
  unknownProperties,
  wire,
} from '../../src/schema.js'
import type {Format} from '../../src/view/formats.js'
import {assertRenderable, type RenderOptions, render} from '../../src/view/render.js'
import {record, rows, sections, type View} from '../../src/view/rows.js'

const topicSummary = object('TopicSummary', {
  topic: str(),
  kind: oneOf('normal', 'retry', 'system'),
  size: bytes(),
  messages: count(),
  lag: nullable(count()),
  reason: optional(str()),
  lastUpdated: time(),
  tps: optional(rate()),
})
type TopicSummary = Infer<typeof topicSummary>

const topic = (name: string, more: Partial<TopicSummary> = {}): TopicSummary => ({
  topic: name,
  kind: 'normal',
  size: 1536,
  messages: 1234567,
  lag: 0,
  lastUpdated: 1795476041683,
  ...more,
})

const view: View<TopicSummary[]> = rows(topicSummary, [
  'topic',
  'kind',
  {field: 'size', header: 'on disk'},
  'messages',
  {field: 'lag', tone: ({lag}) => (lag === null ? 'bad' : undefined)},
  'lastUpdated',
])
const two = [topic('orders-10'), topic('orders-2', {lag: null, reason: 'queryFailed', lastUpdated: 0})]

async function text<T>(
  format: Exclude<Format, 'classic'>,
  of: View<T>,
  result: T,
  options: RenderOptions = {},
): Promise<string> {
  const output = await render(format, of, result, {zone: 'UTC', ...options})
  if (typeof output === 'string') return output
  let all = ''
  for await (const part of output) all += part
  return all
}

async function* stream<T>(items: T[]): AsyncIterable<T> {
  yield* items
}

describe('rows', () => {
  it('as a table for eyes', async () => {
    expect(await text('table', view, two)).toBe(
      [
        'TOPIC      KIND    ON DISK   MESSAGES  LAG  LAST UPDATED',
        '────────────────────────────────────────────────────────────────────',
        'orders-2   normal  1.5 KiB  1,234,567    -  -',
        'orders-10  normal  1.5 KiB  1,234,567    0  2026-11-23 23:20:41.683Z',
        '',
      ].join('\n'),
    )
  })

  it('as tab-separated text for scripts', async () => {
    expect(await text('plain', view, two)).toBe(
      [
        'topic\tkind\tsize\tmessages\tlag\tlastUpdated',
        'orders-2\tnormal\t1536\t1234567\t\t',
        'orders-10\tnormal\t1536\t1234567\t0\t2026-11-23T23:20:41.683Z',
        '',
      ].join('\n'),
    )
    expect(await text('plain', view, two, {noHeader: true, columns: ['LAG', 'reason', 'topic']})).toBe(
      '\tqueryFailed\torders-2\n0\t\torders-10\n',
    )
  })

  it('as JSON by the shape: all fields, missing ones absent, null kept, ISO beside times', async () => {
    const [first, second] = JSON.parse(await text('json', view, two)) as object[]
    expect(first).toEqual({...two[1], lastUpdatedIso: null})
    expect(second).toEqual({...two[0], lastUpdatedIso: '2026-11-23T23:20:41.683Z'})
    expect(second).not.toHaveProperty('reason')
    expect(await text('json', rows(object('T', {a: str(), n: list(int())})), [{a: 'x', n: [1]}])).toBe(
      '[\n  {\n    "a": "x",\n    "n": [\n      1\n    ]\n  }\n]\n',
    )
  })

  it('as one JSON object a line, or of the chosen columns only', async () => {
    const lines = (await text('ndjson', view, two)).trimEnd().split('\n')
    expect(lines.map(line => JSON.parse(line).topic)).toEqual(['orders-2', 'orders-10'])
    expect(await text('ndjson', view, two, {columns: ['topic', 'lastUpdated']})).toBe(
      '{"topic":"orders-2","lastUpdated":0,"lastUpdatedIso":null}\n' +
        '{"topic":"orders-10","lastUpdated":1795476041683,"lastUpdatedIso":"2026-11-23T23:20:41.683Z"}\n',
    )
  })

  it('as YAML', async () => {
    const big = object('Big', {id: long(), at: time(), note: optional(str())})
    expect(await text('yaml', rows(big), [{id: 9223372036854775807n, at: 1000, note: 'no: yes'}])).toBe(
      '- id: 9223372036854775807\n  at: 1000\n  atIso: 1970-01-01T00:00:01.000Z\n  note: "no: yes"\n',
    )
  })

  it('as CSV after RFC 4180', async () => {
    const odd = object('Odd', {name: str(), value: str()})
    const result = [
      {name: 'a,b', value: 'say "x"'},
      {name: 'line\nend', value: ' plain '},
    ]
    expect(await text('csv', rows(odd), result)).toBe('name,value\r\n"a,b","say ""x"""\r\n"line\nend", plain \r\n')
  })

  it('with computed columns, also in sorting and by their own names', async () => {
    const queue = object('Queue', {queue: object('Q', {broker: str(), id: int()}), max: offset(), min: offset()})
    const queues: View<Infer<typeof queue>[]> = rows(queue, [
      {field: 'broker', value: row => row.queue.broker},
      {field: 'id', value: row => row.queue.id, kind: 'int'},
      {field: 'stored', value: row => row.max - row.min, kind: 'count', header: 'in store'},
    ])
    const result = [
      {queue: {broker: 'b-10', id: 1}, max: 5000, min: 1000},
      {queue: {broker: 'b-9', id: 10}, max: 7, min: 0},
      {queue: {broker: 'b-9', id: 2}, max: 6, min: 0},
    ]
    expect(await text('plain', queues, result)).toBe('broker\tid\tstored\nb-9\t2\t6\nb-9\t10\t7\nb-10\t1\t4000\n')
    expect(await text('table', queues, result, {columns: ['stored', 'queue']})).toBe(
      `IN STORE  QUEUE\n${'─'.repeat(34)}\n` +
        '       6  {"broker":"b-9","id":2}\n       7  {"broker":"b-9","id":10}\n   4,000  {"broker":"b-10","id":1}\n',
    )
    expect(await text('ndjson', queues, [result[0] as Infer<typeof queue>], {columns: ['stored']})).toBe(
      '{"stored":4000}\n',
    )
  })

  it('sorted as the view says, or left as they came', async () => {
    const names = async (sort: Parameters<typeof rows<(typeof topicSummary)['shape']>>[2]) =>
      (
        await text(
          'plain',
          rows(topicSummary, ['topic'], sort),
          [topic('b', {messages: 1}), topic('a', {messages: 1}), topic('c', {messages: 9})],
          {
            noHeader: true,
          },
        )
      ).replaceAll('\n', '')
    expect(await names({})).toBe('abc')
    expect(await names({sort: ['-messages', 'topic']})).toBe('cab')
    expect(await names({sort: false})).toBe('bac')
  })

  it('empty: the header alone, or an empty list', async () => {
    expect(await text('table', view, [], {columns: ['topic', 'lag']})).toBe('TOPIC  LAG\n──────────\n')
    expect(await text('plain', view, [], {columns: ['topic', 'lag']})).toBe('topic\tlag\n')
    expect([await text('json', view, []), await text('ndjson', view, []), await text('yaml', view, [])]).toEqual([
      '[]\n',
      '',
      '[]\n',
    ])
  })

  it('refuses columns that do not exist, and names those that do', async () => {
    const error = await text('plain', view, two, {columns: ['nope']}).catch(thrown => thrown)
    expect(error).toBeInstanceOf(UsageError)
    expect(error.hint).toBe('columns are topic, kind, size, messages, lag, lastUpdated, reason, tps')
  })
})

describe('record and sections', () => {
  const detail = object('Detail', {
    topic: str(),
    retention: duration(),
    ordered: bool(),
    attributes: map(str()),
    owners: list(str()),
    queues: list(object('Queue', {id: int(), max: offset()})),
    extra: optional(list(object('Extra', {x: int()}))),
  })
  const result: Infer<typeof detail> = {
    topic: 'orders',
    retention: 5400000,
    ordered: true,
    attributes: new Map([['type', 'fifo']]),
    owners: ['ann', 'bob'],
    queues: [
      {id: 1, max: 2},
      {id: 0, max: 10},
    ],
  }
  const page = record(detail, ['topic', 'retention', 'ordered', 'attributes', 'owners'])
  const whole: View<Infer<typeof detail>> = sections(detail, [
    {view: page},
    {title: 'Queues', of: 'queues', view: rows(detail.shape.queues.element as typeof queueShape)},
    {title: 'Extra', of: 'extra', view: rows(object('Extra', {x: int()}))},
  ])
  const queueShape = object('Queue', {id: int(), max: offset()})

  it('prints a record as a page', async () => {
    expect(await text('table', page, result)).toBe(
      'Topic       orders\nRetention   1h30m\nOrdered     yes\nAttributes  type=fifo\nOwners      ann, bob\n',
    )
    expect(await text('plain', page, result)).toBe(
      'topic\torders\nretention\t5400000\nordered\ttrue\nattributes\t{"type":"fifo"}\nowners\tann,bob\n',
    )
  })

  it('wraps a long value and loses nothing of it', async () => {
    const long = `${'订单'.repeat(20)}end`
    const printed = await text('table', record(object('One', {name: str()})), {name: long}, {width: 40})
    expect(printed.split('\n').length).toBeGreaterThan(2)
    expect(printed.replace('Name', '').replace(/\s/g, '')).toBe(long)
  })

  it('breaks a long value between words, and gives each sentence of a list its own lines', async () => {
    const page = record(object('One', {about: str(), causes: list(str())}))
    const result = {
      about: 'one two three four five six',
      causes: ['a slow disk', 'a network that loses every other packet'],
    }
    expect(await text('table', page, result, {width: 28})).toBe(
      [
        'About   one two three four',
        '        five six',
        'Causes  a slow disk',
        '        a network that loses',
        '        every other packet',
        '',
      ].join('\n'),
    )
  })

  it('prints sections under titles and leaves out what is missing', async () => {
    expect(await text('table', whole, result)).toBe(
      `${await text('table', page, result)}\nQueues\nID  MAX\n───────\n 0   10\n 1    2\n`,
    )
    expect(await text('plain', whole, result)).toBe(
      `${await text('plain', page, result)}\n# Queues\nid\tmax\n0\t10\n1\t2\n`,
    )
  })

  it('prints the whole result as one document', async () => {
    const document = {...result, attributes: {type: 'fifo'}}
    for (const of of [page, whole]) expect(JSON.parse(await text('json', of, result))).toEqual(document)
    expect(await text('yaml', page, result)).toContain('attributes:\n  type: fifo\n')
  })

  it.each(['csv', 'ndjson'] as const)('refuses %s', async format => {
    await expect(text(format, page, result)).rejects.toThrow(`${format} needs a result that is one list of rows`)
    expect(() => assertRenderable(format, whole)).toThrow(UsageError)
  })

  it('refuses columns', () => {
    expect(() => assertRenderable('table', page, {columns: ['topic']})).toThrow('one list of rows')
    expect(() => assertRenderable('plain', view, {columns: ['topic']})).not.toThrow()
    expect(() => assertRenderable('plain', view, {columns: ['nope']})).toThrow('There is no column "nope"')
  })
})

describe('values', () => {
  it('keeps every digit, in JSON and in YAML', async () => {
    const wide = object('Wide', {low: long(), high: long(), inside: any()})
    const result = {low: -9223372036854775808n, high: 9223372036854775807n, inside: {deep: [1n << 60n]}}
    expect(await text('ndjson', rows(wide), [result])).toBe(
      '{"low":-9223372036854775808,"high":9223372036854775807,"inside":{"deep":[1152921504606846976]}}\n',
    )
    expect(await text('yaml', record(wide), result)).toContain('low: -9223372036854775808\nhigh: 9223372036854775807\n')
    expect(await text('plain', rows(wide, ['low', 'high']), [result], {noHeader: true})).toBe(
      '-9223372036854775808\t9223372036854775807\n',
    )
  })

  it('gives bytes with their encoding and size, text where they are text', async () => {
    const message = object('Message', {body: blob()})
    const json = async (body: Buffer) => JSON.parse(await text('json', record(message), {body}))
    expect(await json(Buffer.from('备注'))).toEqual({body: {encoding: 'utf8', size: 6, data: '备注'}})
    expect(await json(Buffer.alloc(0))).toEqual({body: {encoding: 'utf8', size: 0, data: ''}})
    const random = Buffer.from([0xff, 0xfe, 0, 1, 0x80])
    expect(await json(random)).toEqual({body: {encoding: 'base64', size: 5, data: random.toString('base64')}})
    expect(await text('plain', rows(message), [{body: random}], {noHeader: true})).toBe(
      `${random.toString('base64')}\n`,
    )
  })

  it('uses our field names, keeps what a shape does not know, and turns entries into pairs', async () => {
    const inner = object('Inner', {queueId: wire('e', int()), max: about(offset(), 'the end')}, {keepUnknown: true})
    const table = object('Table', {offsets: entries(inner, time()), ratio: double()})
    const key: Infer<typeof inner> & {[unknownProperties]: object} = {
      queueId: 1,
      max: 2,
      [unknownProperties]: {since: 'v6'},
    }
    expect(
      await text('ndjson', rows(table), [{offsets: [[key, 5] as [Infer<typeof inner>, number]], ratio: Number.NaN}]),
    ).toBe('{"offsets":[{"key":{"queueId":1,"max":2,"since":"v6"},"value":5}],"ratio":null}\n')
  })

  it('keeps the order and the spelling of map keys', async () => {
    const config = object('Config', {values: map(str())})
    const values = new Map([
      ['b', '1'],
      ['10', '2'],
      ['2', '3'],
      ['__proto__', '4'],
    ])
    const json = await text('ndjson', rows(config), [{values}])
    expect(json).toBe('{"values":{"b":"1","10":"2","2":"3","__proto__":"4"}}\n')
  })

  it('lets no control character reach a terminal', async () => {
    const evil = 'a\x1b[2J\tb\nc\\d\x9b31m\u202egpj'
    const name = rows(object('Name', {name: str()}))
    const table = await text('table', name, [{name: evil}])
    expect(table.split('\n')[2]).toBe('a\\x1b[2J\\tb\\nc\\d\\x9b31m\\u202egpj')
    const plain = await text('plain', name, [{name: evil}], {noHeader: true})
    expect(plain).toBe('a\\x1b[2J\\tb\\nc\\\\d\\x9b31m\u202egpj\n')
    const json = await text('ndjson', name, [{name: evil}])
    expect(json).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
    expect(JSON.parse(json)).toEqual({name: evil})
    expect(await text('table', record(object('Name', {name: str()})), {name: evil})).not.toMatch(
      /[\x00-\x09\x0b-\x1f\x7f-\x9f]/,
    )
  })
})

describe('table looks', () => {
  const pair = object('Pair', {name: str(), size: count()})

  it('aligns CJK by cells', async () => {
    const lines = (
      await text('table', rows(pair), [
        {name: '订单', size: 1},
        {name: 'ab', size: 20},
      ])
    ).split('\n')
    expect(lines.slice(2, 4)).toEqual(['ab      20', '订单     1'])
  })

  it('cuts the widest text columns, and only when the terminal is too narrow', async () => {
    const wide = object('Wide', {a: str(), b: str(), n: count()})
    const result = [{a: 'x'.repeat(70), b: 'short', n: 123456}]
    const full = await text('table', rows(wide), result)
    expect(full).toContain('x'.repeat(70))
    const narrow = await text('table', rows(wide), result, {width: 40})
    for (const line of narrow.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(40)
    expect(narrow).toContain(`${'x'.repeat(23)}…  short  123,456`)
  })

  it('cuts nothing of rows that take a second line anyway', async () => {
    const wide = object('Wide', {address: str(), first: count(), last: count()})
    const result = [{address: '192.168.100.100:10911', first: 1234567890, last: 1234567890}]
    const printed = await text('table', rows(wide), result, {width: 30})
    expect(printed).toContain('192.168.100.100:10911  1,234,567,890  1,234,567,890\n')
    const longer = [{...result[0], address: 'x'.repeat(90)}] as typeof result
    for (const line of (await text('table', rows(wide), longer, {width: 30})).trimEnd().split('\n'))
      expect(line.length).toBeLessThanOrEqual(60)
  })

  it('looks the same whoever draws it: short by cli-table3, long by our own lines', async () => {
    const result = Array.from({length: 501}, (_, at) => ({name: at % 3 ? `名-${at}` : `topic-${at}`, size: at * 1000}))
    const drawn = async (items: typeof result, options: RenderOptions) =>
      (
        await text(
          'table',
          rows(pair, ['name', {field: 'size', tone: row => (row.size > 9000 ? 'warn' : undefined)}]),
          items,
          options,
        )
      ).split('\n')
    for (const options of [{}, {width: 12}, {color: true}, {noHeader: true}]) {
      const ours = await drawn(result, options)
      const theirs = await drawn(result.slice(1), options)
      const shared = new Set(theirs)
      expect(ours.filter(line => !shared.has(line))).toHaveLength(1)
    }
  })

  it('colours only when asked to', async () => {
    expect(await text('table', view, two)).not.toContain('\x1b')
    const colored = await text('table', view, two, {color: true})
    expect(colored).toContain('\x1b[31m-\x1b[39m')
    expect(colored.replace(/\x1b\[\d+m/g, '')).toBe(await text('table', view, two))
  })

  it('shows times in the zone asked for', async () => {
    const at = rows(object('At', {at: time()}))
    const one = [{at: 1795476041683}]
    const shown = async (options: RenderOptions) =>
      (await text('table', at, one, {noHeader: true, ...options})).trimEnd()
    expect(await shown({zone: 'Asia/Shanghai'})).toBe('2026-11-24 07:20:41.683+08:00')
    expect(await shown({zone: 'America/New_York'})).toBe('2026-11-23 18:20:41.683-05:00')
    expect(await shown({zone: 'UTC'})).toBe('2026-11-23 23:20:41.683Z')
    expect(await text('plain', at, one, {zone: 'Asia/Shanghai'})).toContain('2026-11-23T23:20:41.683Z')
  })
})

describe('streams', () => {
  const message = object('Message', {id: str(), size: count()})
  const messages: View<AsyncIterable<Infer<typeof message>>> = rows(message)
  const items = [
    {id: 'b', size: 1},
    {id: 'a-longer', size: 1234567},
  ]

  it.each([
    ['plain', 'id\tsize\nb\t1\na-longer\t1234567\n'],
    ['csv', 'id,size\r\nb,1\r\na-longer,1234567\r\n'],
    ['ndjson', '{"id":"b","size":1}\n{"id":"a-longer","size":1234567}\n'],
    ['json', '[\n  {\n    "id": "b",\n    "size": 1\n  },\n  {\n    "id": "a-longer",\n    "size": 1234567\n  }\n]\n'],
    ['yaml', '- id: b\n  size: 1\n- id: a-longer\n  size: 1234567\n'],
    ['table', 'ID  SIZE\n────────\nb      1\na-longer  1,234,567\n'],
  ] as const)('%s in the order they come', async (format, expected) => {
    expect(await text(format, messages, stream(items))).toBe(expected)
  })

  it('prints each row before the next one is asked for', async () => {
    const log: string[] = []
    async function* source() {
      for (const item of items) {
        log.push(`asked ${item.id}`)
        yield item
      }
    }
    const output = await render('plain', messages, source(), {noHeader: true})
    if (typeof output === 'string') throw new Error('expected a stream')
    for await (const part of output) log.push(part)
    expect(log).toEqual(['asked b', 'b\t1\n', 'asked a-longer', 'a-longer\t1234567\n'])
  })

  it.each([
    ['plain', 'id\tsize\n'],
    ['json', '[]\n'],
    ['yaml', '[]\n'],
    ['table', 'ID  SIZE\n────────\n'],
  ] as const)('%s of nothing', async (format, expected) => {
    expect(await text(format, messages, stream([]))).toBe(expected)
  })

  it('cuts a cell that would fill more than a screen of the terminal, and no other', async () => {
    const long = [
      {id: 'x'.repeat(4_000_000), size: 1},
      {id: '😀'.repeat(1000), size: 2},
      {id: 'y'.repeat(960), size: 3},
    ]
    const [first = '', second = '', third] = (await text('table', messages, stream(long), {width: 40}))
      .split('\n')
      .slice(2)
    expect(first).toContain(`${'x'.repeat(959)}…`)
    expect(first.length).toBeLessThan(1000)
    expect(second).toContain(`${'😀'.repeat(479)}…`)
    expect(third).toContain('y'.repeat(960))
    expect(await text('table', messages, stream(long))).toContain('x'.repeat(4_000_000))
  })

  it('passes an error of the source on', async () => {
    async function* failing() {
      yield items[0] as Infer<typeof message>
      throw new UsageError('broken')
    }
    await expect(text('json', messages, failing())).rejects.toThrow('broken')
  })
})

describe('types', () => {
  it('are inferred from the shape', () => {
    // @ts-expect-error a column that is not in the shape needs a value
    rows(topicSummary, ['nope'])
    // @ts-expect-error likewise
    rows(topicSummary, [{field: 'nope'}])
    rows(topicSummary, [{field: 'first', value: row => row.topic.charAt(0)}])
    // @ts-expect-error the row has the type of the shape
    rows(topicSummary, [{field: 'first', value: row => row.nope}])
    // @ts-expect-error a record of the row is no view of the list
    const wrong: View<TopicSummary[]> = record(topicSummary)
    // @ts-expect-error rows are no view of one thing
    const alsoWrong: View<TopicSummary> = rows(topicSummary)
    expect([wrong, alsoWrong].map(({layout}) => layout)).toEqual(['record', 'rows'])
  })
})
