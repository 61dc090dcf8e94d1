/** The parts of a broker that need no broker. */
import {describe, expect, it} from 'vitest'
import {editAttributes, groupAttributes, parseAttributeEdits, topicAttributes} from '../../src/broker/attributes.js'
import {DelayLevels} from '../../src/broker/delay-levels.js'
import {HeldPulls} from '../../src/broker/held-pulls.js'
import {lockLivesMs, QueueLocks} from '../../src/broker/queue-locks.js'
import {formatRecallHandle, parseRecallHandle} from '../../src/broker/recall-handle.js'
import {printBytes, printSpan} from '../../src/broker/runtime-info.js'
import {BrokerStats} from '../../src/broker/stats/broker-stats.js'
import {DailyTotals, PutTimes, RateWindow} from '../../src/broker/stats/throughput.js'
import {groupNameFault, topicNameFault} from '../../src/broker/system-names.js'
import {choice, editProperties, flag, integer, Settings, text} from '../../src/remoting/settings.js'

describe('attributes', () => {
  it('are added, replaced and removed', () => {
    const edits = parseAttributeEdits('+message.type=FIFO, ,-reserve.time')
    expect(edits).toEqual(
      new Map([
        ['+message.type', 'FIFO'],
        ['-reserve.time', ''],
      ]),
    )
    expect(editAttributes(topicAttributes, new Map([['reserve.time', '1']]), edits)).toEqual(
      new Map([['message.type', 'FIFO']]),
    )
    expect(editAttributes(groupAttributes, undefined, new Map([['+priority.factor', '0']]))).toEqual(
      new Map([['priority.factor', '0']]),
    )
  })

  it.each([
    [new Map([['-message.type', '']]), new Map(), 'attempt to delete a nonexistent key: message.type'],
    [new Map([['+queue.type', 'SimpleCQ']]), new Map(), 'attempt to update an unchangeable attribute. key: queue.type'],
    [new Map([['+queue.type', 'BatchCQ']]), undefined, 'value is not in set: [SimpleCQ]'],
    [new Map([['+constructor', 'x']]), undefined, 'unsupported key: constructor'],
    [new Map([['message.type', 'x']]), undefined, 'wrong format key: message.type'],
  ])('%j of %j is refused', (edits, current, message) => {
    expect(() => editAttributes(topicAttributes, current, edits)).toThrow(message)
  })
})

describe('names', () => {
  it.each(['orders', '%RETRY%g', 'a|b-c_D9', `%DLQ%${'g'.repeat(200)}`])('%s is one of a topic', name => {
    expect(topicNameFault(name)).toBeUndefined()
  })
  it.each(['', ' ', 'a b', 'ä', 'x'.repeat(128)])('"%s" is none', name => {
    expect(topicNameFault(name)).toBeDefined()
  })
  it('of groups are shorter', () => {
    expect(groupNameFault('g'.repeat(120))).toBeUndefined()
    expect(groupNameFault('g'.repeat(121))).toMatch(/longer/)
    expect(groupNameFault('')).toMatch(/blank/)
    expect(groupNameFault('a/b')).toMatch(/illegal/)
  })
})

describe('delay levels', () => {
  it('are read, and end at the highest', () => {
    const levels = DelayLevels.parse(' 1s 5m 2h 1d')
    expect([1, 2, 3, 4, 9].map(level => levels.delayMs(level))).toEqual([
      1000, 300_000, 7_200_000, 86_400_000, 86_400_000,
    ])
    expect(levels.within(9)).toBe(4)
    expect(() => DelayLevels.parse('1s soon')).toThrow(/'soon' is not a delay/)
  })
})

describe('queue locks', () => {
  it('are given up after a minute', () => {
    let now = 0
    const locks = new QueueLocks(() => now)
    const queue = {topic: 't', brokerName: 'b', queueId: 0}
    expect(locks.lock('g', 'a', [queue])).toEqual([queue])
    now = lockLivesMs
    expect(locks.isHeld('g')).toBe(true)
    expect(locks.lock('g', 'b', [queue])).toEqual([])
    now++
    expect(locks.isHeld('g')).toBe(false)
    expect(locks.lock('g', 'b', [queue])).toEqual([queue])
    expect(locks.lock('other', 'a', [queue])).toEqual([queue])
  })
})

describe('held pulls', () => {
  const never = new AbortController().signal

  it('wake for what they want, when their caller goes, and when all ends', async () => {
    const pulls = new HeldPulls()
    const abort = new AbortController()
    const woken: string[] = []
    const wait = (name: string, queueId: number, wants: (code: number) => boolean, signal: AbortSignal) =>
      pulls.wait([{topic: 't', queueId}], 60_000, wants, signal).then(() => woken.push(name))
    const all = [
      wait('tag', 0, code => code === 1, never),
      wait('any', 0, () => true, never),
      wait('gone', 1, () => true, abort.signal),
      wait('last', 1, () => true, never),
    ]
    expect(pulls.count({topic: 't', queueId: 0})).toBe(2)
    pulls.arrived({topic: 't', queueId: 0, tagsCode: 2})
    await all[1]
    pulls.arrived({topic: 't', queueId: 0, tagsCode: 1})
    await all[0]
    abort.abort()
    await all[2]
    pulls.stop()
    await all[3]
    expect(woken).toEqual(['any', 'tag', 'gone', 'last'])
    expect(pulls.count({topic: 't', queueId: 1})).toBe(0)
    await pulls.wait([{topic: 't', queueId: 0}], 60_000, () => true, never)
    expect(pulls.isStopped).toBe(true)
  })
})

describe('held pulls of any queue', () => {
  it('wake for each of them', async () => {
    const pulls = new HeldPulls()
    const never = new AbortController().signal
    const awaited = [
      {topic: 't', queueId: -1},
      {topic: 'retry', queueId: -1},
    ]
    const first = pulls.wait(awaited, 60_000, () => true, never)
    pulls.arrived({topic: 'other', queueId: 0, tagsCode: 0})
    pulls.arrived({topic: 'retry', queueId: 3, tagsCode: 0})
    await first
    expect(awaited.map(each => pulls.count(each))).toEqual([0, 0])
  })
})

describe('statistics', () => {
  it('are differences of samples', () => {
    let now = 0
    const stats = new BrokerStats(() => now)
    stats.add('TOPIC_PUT_SIZE', 't', 100)
    stats.add('TOPIC_PUT_SIZE', 't', 50)
    expect(stats.view('TOPIC_PUT_SIZE', 't')?.minute).toEqual({sum: 0, tps: 0, avgpt: 0})
    now = 10_000
    stats.sample()
    expect(stats.view('TOPIC_PUT_SIZE', 't')).toMatchObject({
      minute: {sum: 150, tps: 15, avgpt: 75},
      hour: {sum: 0},
    })
    for (now = 20_000; now <= 70_000; now += 10_000) stats.sample()
    expect(stats.view('TOPIC_PUT_SIZE', 't')?.minute).toEqual({sum: 0, tps: 0, avgpt: 0})
    now = 600_000
    stats.sample()
    expect(stats.view('TOPIC_PUT_SIZE', 't')?.hour).toMatchObject({sum: 150, tps: 0.25})
    expect(stats.view('NOPE', 't')).toBeUndefined()
    stats.forget('t')
    expect(stats.view('TOPIC_PUT_SIZE', 't')).toBeUndefined()
    stats.add('TOPIC_PUT_NUMS', 'idle', 1)
    now += 25 * 3_600_000
    stats.sample()
    expect(stats.view('TOPIC_PUT_NUMS', 'idle')).toBeUndefined()
  })

  it('of the whole broker are printed as Java does', () => {
    const rate = new RateWindow()
    expect(rate.print()).toBe('0.0 0.0 0.0')
    for (let second = 1; second <= 20; second++) rate.sample(second * 3)
    expect(rate.print()).toBe('3.0 3.0 3.0')
    const times = new PutTimes()
    for (const ms of [0.4, 3, 10, 11, 20_000]) times.add(ms)
    times.rotate()
    expect(times.printDistribution()).toBe(
      '[<=0ms]:1 [0~10ms]:2 [10~50ms]:1 [50~100ms]:0 [100~200ms]:0 [200~500ms]:0 [500ms~1s]:0 [1~2s]:0 ' +
        '[2~3s]:0 [3~4s]:0 [4~5s]:0 [5~10s]:0 [10s~]:1 ',
    )
    expect(times.percentile(0.5)).toBe(10)
    const midnight = new Date(2026, 0, 2).getTime()
    const totals = new DailyTotals(midnight - 1)
    totals.roll(midnight, {put: 5, get: 3})
    totals.roll(midnight + 86_400_000, {put: 9, get: 4})
    expect(totals).toMatchObject({yesterdayMorning: {put: 5, get: 3}, todayMorning: {put: 9, get: 4}})
    expect(printSpan(90_061_000)).toBe('[ 1 days, 1 hours, 1 minutes, 1 seconds ]')
    expect([0, 1023, 1536, 252 * 1024 ** 3].map(printBytes)).toEqual(['0 B', '1023 B', '1.5 KiB', '252.0 GiB'])
  })
})

describe('recall handles', () => {
  it('come back as they went', () => {
    const handle = {topic: 't', brokerName: 'b', deliverMs: 1_700_000_000_001, uniqueKey: 'U'}
    expect(parseRecallHandle(formatRecallHandle(handle))).toEqual(handle)
    expect(parseRecallHandle('')).toBeUndefined()
    expect(parseRecallHandle(Buffer.from('v1 t b soon U').toString('base64url'))).toBeUndefined()
  })
})

describe('settings', () => {
  const table = {
    name: text('a'),
    size: integer(5, {least: 1, most: 9}),
    on: flag(false, {live: true}),
    mode: choice(['FAST', 'SAFE']),
    fixed: flag(false, {fixed: 'there is no such thing'}),
  }

  it('change all at once or not at all', () => {
    const settings = new Settings(table)
    expect(
      settings.change([
        ['size', ' 7 '],
        ['on', 'TRUE'],
        ['nope', '1'],
      ]),
    ).toEqual({
      changed: ['size', 'on'],
      unknown: ['nope'],
    })
    expect(() =>
      settings.change([
        ['size', '8'],
        ['mode', 'OTHER'],
      ]),
    ).toThrow(/mode is one of FAST, SAFE/)
    expect(settings.values).toMatchObject({size: 7, on: true, mode: 'FAST'})
    expect(settings.version.counter).toBe(1)
    for (const wrong of ['0', '10', '1.5', '', 'x']) expect(() => settings.change([['size', wrong]])).toThrow(/size/)
    expect(() => settings.change([['fixed', 'true']])).toThrow(/there is no such thing/)
    expect([...settings.print()]).toEqual([
      ['fixed', 'false'],
      ['mode', 'FAST'],
      ['name', 'a'],
      ['on', 'true'],
      ['size', '7'],
    ])
  })

  it('are edited in a file without touching the rest', () => {
    const values = new Map([
      ['a', '2'],
      ['new', 'x'],
    ])
    expect(editProperties('# a=1\n a = 1\nb:3\r\n\n', values)).toBe('# a=1\na=2\nb:3\nnew=x\n')
    expect(editProperties('', values)).toBe('a=2\nnew=x\n')
  })
})
