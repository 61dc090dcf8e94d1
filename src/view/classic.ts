/**
 * What Java's mqadmin prints. A command's `classic` is a pure function from its result to those bytes:
 *
 * ```ts
 * classic = lines<TopicSummary>('%s%n', topic => [topic.topic])
 * classic = (status: TopicStatus) => javaFormat('%s%n', 'head') + row(status.queues) + javaFormat('%nTotal: %d%n', status.total)
 * ```
 */
import {javaFormat} from './java-format.js'

export {javaFormat} from './java-format.js'
export {compareQueues, javaConcurrentHashOrder, javaHashOrder, javaSorted} from './java-order.js'
export {front, grouped, javaDate, javaDouble, javaFields, javaPatterns, javaString} from './java-text.js'

/** Rows in the order given: a list gives one text, a stream gives a text a row. */
export interface Lines<R> {
  (rows: Iterable<R>): string
  (rows: AsyncIterable<R>): AsyncIterable<string>
}

interface LinesOptions {
  /** Printed before the first row, also when there is none. */
  head?: string
}

/** One formatted text for each row; `layout` as java.util.Formatter takes it. */
export function lines<R>(
  layout: string,
  args: (row: R) => readonly unknown[],
  {head = ''}: LinesOptions = {},
): Lines<R> {
  const line = (row: R) => javaFormat(layout, ...args(row))
  const whole = (rows: Iterable<R>) => head + Array.from(rows, line).join('')
  async function* stream(rows: AsyncIterable<R>): AsyncIterable<string> {
    if (head !== '') yield head
    for await (const row of rows) yield line(row)
  }
  return ((rows: Iterable<R> | AsyncIterable<R>) =>
    Symbol.asyncIterator in rows ? stream(rows) : whole(rows)) as Lines<R>
}
