/** Tables for eyes: no borders, a rule under the header, numbers to the right, control characters made visible. */
import {humanCell, isNumeric, safeText} from './cells.js'
import {words} from './humanise.js'
import type {Column} from './view.js'
import {cut, fitWidths, gap, type Ink, isSimple, loadInk, wrap} from './widths.js'

export interface TableOptions {
  /** Cells across; undefined for no limit. */
  width?: number | undefined
  zone?: string | undefined
  color?: boolean | undefined
  noHeader?: boolean | undefined
}

/** Above this many rows cli-table3 takes seconds; lines of our own look the same. */
const libraryRows = 500

const frameParts = ['top', 'bottom', 'left', 'right', 'mid'] as const
const noFrame = {
  ...Object.fromEntries(
    frameParts.flatMap(part => [part, `${part}-mid`, `${part}-left`, `${part}-right`]).map(part => [part, '']),
  ),
  middle: gap,
}
const noStyle = {head: [], border: [], 'padding-left': 0, 'padding-right': 0}

/** A whole table, as wide as its cells need: drawn by cli-table3 unless it is very long. */
export async function drawTable<R>(
  columns: readonly Column<R>[],
  rows: readonly R[],
  options: TableOptions,
): Promise<string> {
  const texts = rows.map(row => cellTexts(columns, row, options))
  const ink = await loadInk(options.color, [...headersOf(columns), ...texts.flat()])
  const layout = new Layout(columns, ink, options, rows[0])
  for (const line of texts) layout.widen(line)
  layout.fit(options.width)
  if (rows.length === 0 || rows.length > libraryRows) {
    return layout.head() + rows.map((row, at) => layout.line(row, texts[at] as string[])).join('')
  }
  const {default: Table} = await import('cli-table3')
  const table = new Table({
    head: options.noHeader ? [] : layout.headerCells(),
    colAligns: layout.right.map(right => (right ? 'right' : 'left')),
    chars: {...noFrame, mid: '─', 'mid-mid': '──'},
    style: {...noStyle, compact: true},
  })
  for (const [at, row] of rows.entries()) table.push(layout.cells(row, texts[at] as string[]))
  return trimEnds(`${table.toString()}\n`)
}

/** No cell of a stream fills more lines of the terminal: one body of 4 MiB would push all else out of sight. */
const mostLines = 24

/** The table of a stream, row by row: the first sets the widths, from there columns grow with what passes. Cut is only what fills a screen. */
export async function* streamTable(
  columns: readonly Column<unknown>[],
  rows: AsyncIterable<unknown>,
  options: TableOptions,
): AsyncIterable<string> {
  let layout: Layout<unknown> | undefined
  for await (const row of rows) {
    const texts = cellTexts(columns, row, options).map(text => screenful(text, options.width))
    const first = layout === undefined
    layout ??= new Layout(columns, await loadInk(options.color, headersOf(columns)), options, row)
    if (!texts.every(isSimple)) layout.ink = await loadInk(options.color, texts)
    layout.widen(texts)
    yield (first ? layout.head() : '') + layout.line(row, texts)
  }
  if (layout !== undefined) return
  const head = new Layout(columns, await loadInk(options.color, headersOf(columns)), options, undefined).head()
  if (head !== '') yield head
}

function screenful(text: string, width: number | undefined): string {
  const most = width === undefined ? Number.POSITIVE_INFINITY : width * mostLines
  return text.length > most ? `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…` : text
}

class Layout<R> {
  readonly right: boolean[]
  private readonly headers: string[]
  private widths: number[]

  constructor(
    private readonly columns: readonly Column<R>[],
    public ink: Ink,
    private readonly options: TableOptions,
    first: R | undefined,
  ) {
    this.headers = headersOf(columns)
    this.right = columns.map(({kind, value}) => isNumeric(kind, first === undefined ? undefined : value(first)))
    this.widths = this.headers.map(header => (options.noHeader ? 0 : ink.widthOf(header)))
  }

  widen(texts: readonly string[]): void {
    for (const [at, text] of texts.entries()) {
      const width = this.ink.widthOf(text)
      if (width > (this.widths[at] as number)) this.widths[at] = width
    }
  }

  fit(width: number | undefined): void {
    const keep = this.columns.map(({kind}, at) => this.right[at] === true || kind === 'time')
    if (width !== undefined) this.widths = fitWidths(this.widths, keep, width)
  }

  head(): string {
    if (this.options.noHeader) return ''
    const across = this.widths.reduce((total, width) => total + width + gap.length, -gap.length)
    return `${this.join(this.headerCells(), this.cut(this.headers))}${'─'.repeat(Math.max(0, across))}\n`
  }

  line(row: R, texts: readonly string[]): string {
    return this.join(this.cells(row, texts), this.cut(texts))
  }

  headerCells(): string[] {
    return this.cut(this.headers).map(this.ink.bold)
  }

  /** Texts cut to their columns and coloured. */
  cells(row: R, texts: readonly string[]): string[] {
    return this.cut(texts).map((text, at) =>
      this.ink.tone(text, this.columns[at]?.tone?.(row) ?? (text === '-' ? 'dim' : undefined)),
    )
  }

  private cut(texts: readonly string[]): string[] {
    return texts.map((text, at) => cut(text, this.widths[at] as number, this.ink))
  }

  private join(painted: readonly string[], bare: readonly string[]): string {
    const cells = painted.map((cell, at) => {
      const blanks = ' '.repeat(Math.max(0, (this.widths[at] as number) - this.ink.widthOf(bare[at] as string)))
      return this.right[at] ? blanks + cell : cell + blanks
    })
    return `${cells.join(gap).trimEnd()}\n`
  }
}

/** One thing as a page of names and values; a long value goes on in the next line. */
export async function drawRecord<T>(columns: readonly Column<T>[], value: T, options: TableOptions): Promise<string> {
  if (columns.length === 0) return ''
  const labels = columns.map(({header, name}) => capital(safeText(header ?? words(name))))
  const texts = columns.map(column => paragraphs(column, value, options))
  const ink = await loadInk(options.color, [...labels, ...texts.flat()])
  const room = (options.width ?? Number.POSITIVE_INFINITY) - gap.length - Math.max(...labels.map(ink.widthOf))
  const {default: Table} = await import('cli-table3')
  const table = new Table({chars: noFrame, style: noStyle})
  for (const [at, {tone}] of columns.entries()) {
    const pieces = (texts[at] as string[]).flatMap(text => wrap(text, Math.max(20, room), ink))
    table.push([ink.bold(labels[at] as string), pieces.map(piece => ink.tone(piece, tone?.(value))).join('\n')])
  }
  return trimEnds(`${table.toString()}\n`)
}

const headersOf = <R>(columns: readonly Column<R>[]): string[] =>
  columns.map(({header, name}) => safeText(header ?? words(name)).toUpperCase())

const cellTexts = <R>(columns: readonly Column<R>[], row: R, {zone}: TableOptions): string[] =>
  columns.map(column => safeText(humanCell(column, column.value(row), zone)))

/** A list of sentences has a line for each. */
function paragraphs<R>(column: Column<R>, row: R, {zone}: TableOptions): string[] {
  const value = column.value(row)
  const sentences = Array.isArray(value) && value.some(item => typeof item === 'string' && item.includes(' '))
  return sentences ? value.map(item => safeText(String(item))) : [safeText(humanCell(column, value, zone))]
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const trimEnds = (text: string): string => text.replace(/ +$/gm, '')
