/**
 * How a result is laid out, as data: {@link rows} for a list, {@link record} for one thing, {@link sections} for a composite.
 * A view is pure and loads nothing; `render.ts` turns it and a result into text.
 *
 * ```ts
 * const topicSummary = object('TopicSummary', {topic: str(), kind: oneOf('normal', 'retry'), size: bytes()})
 * const view: View<TopicSummary[]> = rows(topicSummary, ['topic', 'kind', {field: 'size', header: 'on disk'}])
 * ```
 *
 * In JSON and YAML the whole result is printed by its shape; columns choose what the other formats show. A missing optional
 * field is absent there and an empty cell elsewhere; null (see `nullable`) is printed as null.
 */
import {UsageError} from '../errors.js'
import type {AnyField, InferShape, ObjectField, Shape} from '../schema.js'
import type {Column, ColumnOf, Name, Part, RecordView, RowsView, SectionsView} from './view.js'

export type {View} from './view.js'

interface RowsOptions<S extends Shape> {
  /** Names of fields or columns to sort by, `-name` for falling order; false keeps the result's order. The columns' own order by default. */
  sort?: readonly (Name<S> | `-${Name<S>}`)[] | false
}

/** A list: one line a row. Without columns all fields are shown. */
export function rows<S extends Shape>(
  item: ObjectField<S>,
  columns: readonly ColumnOf<S>[] = Object.keys(item.shape),
  options: RowsOptions<S> = {},
): RowsView<InferShape<S>> {
  const shown = columns.map(column => columnOf(item.shape, column))
  const names = new Set(shown.map(column => column.name))
  const more = Object.keys(item.shape)
    .filter(name => !names.has(name))
    .map(name => columnOf(item.shape, name))
  const all = [...shown, ...more]
  const sort = options.sort ?? shown.map(column => column.name)
  const keys = (sort === false ? [] : sort).map(key => {
    const descending = key.startsWith('-')
    return {value: find(all, descending ? key.slice(1) : key).value, descending}
  })
  return {layout: 'rows', item, columns: shown, more, sort: keys}
}

/** One thing: a line for each field. Without fields all are shown. */
export function record<S extends Shape>(
  item: ObjectField<S>,
  fields: readonly ColumnOf<S>[] = Object.keys(item.shape),
): RecordView<InferShape<S>> {
  return {layout: 'record', item, columns: fields.map(field => columnOf(item.shape, field))}
}

/** A composite: rows and records under titles. */
export function sections<S extends Shape>(
  item: ObjectField<S>,
  parts: readonly Part<InferShape<S>>[],
): SectionsView<InferShape<S>> {
  return {layout: 'sections', item, parts}
}

/** The columns a caller asked for, in that order; letter case does not matter. Throws {@link UsageError} naming those there are. */
export function selectColumns<R>(view: RowsView<R>, names: readonly string[] | undefined): readonly Column<R>[] {
  if (names === undefined || names.length === 0) return view.columns
  return names.map(name => find([...view.columns, ...view.more], name))
}

function find<R>(columns: readonly Column<R>[], name: string): Column<R> {
  const wanted = name.trim().toLowerCase()
  const found =
    columns.find(column => column.name === name) ?? columns.find(column => column.name.toLowerCase() === wanted)
  if (found) return found
  throw new UsageError(`There is no column "${name}"`, {
    hint: `columns are ${columns.map(column => column.name).join(', ')}`,
  })
}

function columnOf<S extends Shape>(shape: S, column: ColumnOf<S>): Column<InferShape<S>> {
  if (typeof column === 'string') return columnOf(shape, {field: column})
  const {field: name, header, humanise = true, kind, tone} = column
  const field: AnyField | undefined = shape[name]
  const value = column.value ?? ((row: InferShape<S>) => (row as Record<string, unknown>)[name])
  const computed = column.value !== undefined
  return {name, header, field: computed ? undefined : field, kind: kind ?? field?.kind, humanise, value, tone}
}
