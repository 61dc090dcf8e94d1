/** A view and a result as text. What a format needs from packages is loaded when it is first used. */
import {UsageError} from '../errors.js'
import {escapedText, rawCell, safeText} from './cells.js'
import {documentOf, jsonText} from './document.js'
import type {Format} from './formats.js'
import {type RowFormat, type RowWriter, rowWriter, yamlWriter} from './row-writers.js'
import {selectColumns} from './rows.js'
import {sortRows} from './sort.js'
import {drawRecord, drawTable, streamTable} from './table.js'
import type {RecordView, RowsView, SectionsView, View} from './view.js'
import {loadInk} from './widths.js'

type ViewFormat = Exclude<Format, 'classic'>

export interface RenderOptions {
  /** Cells across the terminal; without it nothing is cut. */
  width?: number | undefined
  color?: boolean | undefined
  /** Zone of the times in a table; that of the process by default. Other formats print UTC. */
  zone?: string | undefined
  /** Names of columns to show, in this order. */
  columns?: readonly string[] | undefined
  noHeader?: boolean | undefined
}

/** A view whose result type is not known here; it is laid out with the result it was made for. */
// biome-ignore lint/suspicious/noExplicitAny: as said
export type AnyView = RowsView<any> | RecordView<any> | SectionsView<any>

/**
 * Refuses, with {@link UsageError}, what `render` would refuse: `csv`, `ndjson` and `columns` need a result that is one list of
 * rows, and columns must exist. To be called before anything is sent.
 */
export function assertRenderable(format: Format, view: AnyView, {columns}: RenderOptions = {}): void {
  if (view.layout === 'rows') {
    selectColumns(view, columns)
    return
  }
  const culprit = format === 'csv' || format === 'ndjson' ? format : columns?.length ? 'A choice of columns' : undefined
  if (culprit) {
    throw new UsageError(`${culprit} needs a result that is one list of rows`, {hint: 'use table, plain, json or yaml'})
  }
}

/** A stream of rows comes out row by row, anything else as one text. Ends with a line end unless there is nothing to print. */
export async function render<T>(
  format: ViewFormat,
  view: View<T>,
  result: T,
  options: RenderOptions = {},
): Promise<string | AsyncIterable<string>> {
  const erased: AnyView = view
  assertRenderable(format, erased, options)
  if (erased.layout === 'rows') {
    if (!isStream(result)) return wholeRows(format, erased, result as unknown[], options)
    if (format === 'table') return streamTable(selectColumns(erased, options.columns), result, options)
    return streamed(await writerOf(format, erased, options), result)
  }
  switch (format) {
    case 'table':
    case 'plain':
      return page(format, erased, result, options)
    case 'yaml':
      return (await yamlWriter())(documentOf(erased.item, result))
    default:
      return `${jsonText(documentOf(erased.item, result), 2)}\n`
  }
}

const isStream = (result: unknown): result is AsyncIterable<unknown> =>
  typeof result === 'object' && result !== null && Symbol.asyncIterator in result

async function wholeRows(
  format: ViewFormat,
  view: RowsView<unknown>,
  rows: readonly unknown[],
  options: RenderOptions,
): Promise<string> {
  const sorted = sortRows(rows, view.sort)
  if (format === 'table') return drawTable(selectColumns(view, options.columns), sorted, options)
  const writer = await writerOf(format, view, options)
  return writer.open + sorted.map(writer.row).join('') + writer.close(sorted.length)
}

/** Begins with the first row, so that what fails before it prints nothing; what fails after it leaves a whole document. */
async function* streamed(writer: RowWriter<unknown>, rows: AsyncIterable<unknown>): AsyncIterable<string> {
  let count = 0
  let failure: unknown
  try {
    for await (const row of rows) yield (count === 0 ? writer.open : '') + writer.row(row, count++)
  } catch (error) {
    if (count === 0) throw error
    failure = error
  }
  const end = (count === 0 ? writer.open : '') + writer.close(count)
  if (end !== '') yield end
  if (failure !== undefined) throw failure
}

function writerOf(format: RowFormat, view: RowsView<unknown>, options: RenderOptions): Promise<RowWriter<unknown>> {
  const columns = selectColumns(view, options.columns)
  return rowWriter(format, view, columns, {noHeader: options.noHeader, chosen: (options.columns?.length ?? 0) > 0})
}

/** A record or sections, as table or plain. In plain a record is a line `name<tab>value` a field, a title a line `# title`. */
async function page(
  format: 'table' | 'plain',
  view: AnyView,
  result: unknown,
  options: RenderOptions,
): Promise<string> {
  if (view.layout === 'rows') return wholeRows(format, view, result as unknown[], options)
  if (view.layout === 'record') {
    if (format === 'table') return drawRecord(view.columns, result, options)
    const line = (name: string, text: string) => `${escapedText(name)}\t${escapedText(text)}\n`
    return view.columns.map(column => line(column.name, rawCell(column, column.value(result)))).join('')
  }
  const ink = format === 'table' ? await loadInk(options.color, []) : undefined
  const heading = (title: string) => `${ink ? ink.bold(safeText(title)) : `# ${escapedText(title)}`}\n`
  const texts: string[] = []
  for (const {title, of, view: inner} of view.parts) {
    const part = of === undefined ? result : (result as Record<string, unknown>)[of]
    if (part === undefined || part === null) continue
    texts.push((title === undefined ? '' : heading(title)) + (await page(format, inner as AnyView, part, options)))
  }
  return texts.join('\n')
}
