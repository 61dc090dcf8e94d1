/** What a view is: a description of how a result is laid out. `rows.ts` makes them, `render.ts` turns them into text. */
import type {AnyField, InferShape, Kind, Shape} from '../schema.js'

/** What colour a cell has where colours are on. */
export type Tone = 'good' | 'warn' | 'bad' | 'dim'

export interface Column<R> {
  /** The column's name in `columns`, `plain`, `csv` and `ndjson`. */
  readonly name: string
  /** The words above it in a table. */
  readonly header: string | undefined
  /** The field it shows; undefined where it is computed and no field has its name. */
  readonly field: AnyField | undefined
  /** By which it is aligned and humanised. */
  readonly kind: Kind | undefined
  readonly humanise: boolean
  readonly value: (row: R) => unknown
  readonly tone: ((row: R) => Tone | undefined) | undefined
}

interface ColumnLooks<R> {
  /** Words above the column in a table, where those of its name do not do. */
  readonly header?: string
  /** False shows the number as it is. */
  readonly humanise?: boolean
  readonly kind?: Kind
  readonly tone?: (row: R) => Tone | undefined
}

export type Name<S> = keyof S & string

/** A field of the shape, or a column with its own looks; one whose `field` is not in the shape needs a `value`. */
export type ColumnOf<S extends Shape> =
  | Name<S>
  | (ColumnLooks<InferShape<S>> & {readonly field: Name<S>; readonly value?: (row: InferShape<S>) => unknown})
  | (ColumnLooks<InferShape<S>> & {readonly field: string; readonly value: (row: InferShape<S>) => unknown})

export interface RowsView<R> {
  readonly layout: 'rows'
  readonly item: AnyField
  /** What is shown unless the caller chooses. */
  readonly columns: readonly Column<R>[]
  /** What can be asked for besides. */
  readonly more: readonly Column<R>[]
  /** By which the rows are sorted, most significant first; empty keeps the result's order. */
  readonly sort: readonly SortKey<R>[]
}

export interface SortKey<R> {
  readonly value: (row: R) => unknown
  readonly descending: boolean
}

export interface RecordView<T> {
  readonly layout: 'record'
  readonly item: AnyField
  readonly columns: readonly Column<T>[]
}

export interface SectionsView<T> {
  readonly layout: 'sections'
  readonly item: AnyField
  readonly parts: readonly Part<T>[]
}

/** A part shows a field of the result (`of`), or without `of` the result itself. A part whose field is missing is left out. */
export type Part<T> = {readonly title?: string} & (
  | {readonly of?: never; readonly view: View<T>}
  | {[K in Name<T>]: {readonly of: K; readonly view: View<NonNullable<T[K]>>}}[Name<T>]
)

type RowsOf<T> = T extends readonly (infer R)[] ? RowsView<R> : T extends AsyncIterable<infer R> ? RowsView<R> : never

/** How a `T` is laid out. A list of rows may also come as a stream. */
export type View<T> = RowsOf<T> | RecordView<T> | SectionsView<T>
