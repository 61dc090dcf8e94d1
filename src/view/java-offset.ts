/** What Java's `resetOffsetByTime` and `skipAccumulatedMessage` print. */
import {front, javaFormat, javaHashOrder, lines} from './classic.js'
import type {QueueKey} from './java-order.js'

export interface Moved {
  topic: string
  broker: string
  queue: number
  /** One beyond the last message. */
  max: number
  before: number | undefined
  goal: number
  after: number
}

interface Done {
  change: {
    target: {
      topic: string
      broker: {name: string | undefined; address: string}
      queue: number
      max: number
      goal: number
    }
    before: {offset: number} | undefined
    after: {offset: number} | undefined
  }
}

/** The moves a command has made. */
export const movedOf = (done: readonly Done[]): Moved[] =>
  done.map(({change: {target, before, after}}) => ({
    topic: target.topic,
    broker: target.broker.name ?? target.broker.address,
    queue: target.queue,
    max: target.max,
    before: before?.offset,
    goal: target.goal,
    after: after?.offset ?? target.goal,
  }))

/** What a broker answers that moves the queues or has them moved. */
export const movedTable = (moves: readonly Moved[]): string => movedLines(inJavaOrder(moves))

/** What comes of writing the offsets of a group that is not connected; the last column is called what the command does. */
export const writtenTable = (moves: readonly Moved[], lastColumn: '#resetOffset' | '#rollbackOffset'): string =>
  javaFormat(
    '%-20s  %-20s  %-20s  %-20s  %-20s  %-20s%n',
    '#brokerName',
    '#queueId',
    '#brokerOffset',
    '#consumerOffset',
    '#timestampOffset',
    lastColumn,
  ) + writtenLines(inJavaOrder(moves))

const movedLines = lines<Moved>(
  '%-40s  %-40d  %-40d%n',
  ({broker, queue, after}) => [front(broker, 32), queue, after],
  {head: javaFormat('%-40s  %-40s  %-40s%n', '#brokerName', '#queueId', '#offset')},
)

const writtenLines = lines<Moved>(
  '%-20s  %-20d  %-20d  %-20d  %-20d  %-20d%n',
  ({broker, queue, max, before, goal, after}) => [front(broker, 32), queue, max, before ?? 0, goal, after],
)

/** The answers of the brokers go into one HashMap, each at once. */
function inJavaOrder(moves: readonly Moved[]): Moved[] {
  const byKey = new Map(moves.map(move => [keyOf(move), move]))
  const brokers = [...new Set(moves.map(({broker}) => broker))].map(name =>
    javaHashOrder([...byKey.keys()].filter(({brokerName}) => brokerName === name)),
  )
  const capacity = Math.max(...brokers.map(keys => Math.trunc(keys.length / 0.75 + 1)), 1)
  return javaHashOrder(brokers.flat(), {capacity}).flatMap(key => byKey.get(key) ?? [])
}

const keyOf = ({topic, broker, queue}: Moved): QueueKey => ({topic, brokerName: broker, queueId: queue})
