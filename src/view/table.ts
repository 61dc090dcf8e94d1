/** Tables for eyes: no borders, a rule under the header, numbers to the right, control characters made visible. */
import {humanCell, isNumeric, safeText} from './cells.js'
import {words} from './humanise.js'
import type {Column, RecordView} from './view.js'
import {cut, fitWidths, gap, type Ink, wrap} from './widths.js'

export interface TableOptions {
  /** Cells across; undefined for no limit. */
  width?: number | undefined
  zone?: string | undefined
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

/** Lays out rows of one view. The widths are those that `sample` needs: all rows, or of a stream the first. */
export class TableWriter<R> {
  private readonly headers: string[]
  private readonly right: boolean[]
  private readonly widths: number[]

  constructor(
    private readonly columns: readonly Column<R>[],
    private readonly ink: Ink,
    private readonly options: TableOptions,
    sample: readonly R[],
  ) {
    const [first] = sample
    this.headers = columns.map(({header, name}) => safeText(header ?? words(name)).toUpperCase())
    this.right = columns.map(({kind, value}) => isNumeric(kind, first === undefined ? undefined : value(first)))
    const natural = this.headers.map(header => (options.noHeader ? 0 : ink.widthOf(header)))
    for (const row of sample) widen(natural, this.texts(row), ink)
    const keep = columns.map(({kind}, at) => this.right[at] === true || kind === 'time')
    this.widths = fitWidths(natural, keep, options.width ?? Number.POSITIVE_INFINITY)
  }

  /** The whole table: drawn by cli-table3 unless it is very long. */
  async draw(rows: readonly R[]): Promise<string> {
    if (rows.length === 0 || rows.length > libraryRows) return this.head() + rows.map(row => this.line(row)).join('')
    const {default: Table} = await import('cli-table3')
    const table = new Table({
      head: this.options.noHeader ? [] : this.cutAll(this.headers).map(this.ink.bold),
      colAligns: this.right.map(right => (right ? 'right' : 'left')),
      chars: {...noFrame, mid: '─', 'mid-mid': '──'},
      style: {...noStyle, compact: true},
    })
    for (const row of rows) table.push(this.paint(row, this.cutAll(this.texts(row))))
    return trimEnds(`${table.toString()}\n`)
  }

  /** The header and its rule. */
  head(): string {
    if (this.options.noHeader) return ''
    const headers = this.cutAll(this.headers)
    const across = this.widths.reduce((total, width) => total + width + gap.length, -gap.length)
    return `${this.join(headers.map(this.ink.bold), headers)}${'─'.repeat(Math.max(0, across))}\n`
  }

  line(row: R): string {
    const texts = this.cutAll(this.texts(row))
    return this.join(this.paint(row, texts), texts)
  }

  /** A line of a stream: a column grows with what passes, and nothing is cut. */
  growingLine(row: R): string {
    const texts = this.texts(row)
    widen(this.widths, texts, this.ink)
    return this.join(this.paint(row, texts), texts)
  }

  private texts(row: R): string[] {
    return this.columns.map(column => safeText(humanCell(column, column.value(row), this.options.zone)))
  }

  private cutAll(texts: readonly string[]): string[] {
    return texts.map((text, at) => cut(text, this.widths[at] as number, this.ink))
  }

  private paint(row: R, texts: readonly string[]): string[] {
    return texts.map((text, at) =>
      this.ink.tone(text, this.columns[at]?.tone?.(row) ?? (text === '-' ? 'dim' : undefined)),
    )
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
export async function drawRecord<T>(view: RecordView<T>, value: T, ink: Ink, options: TableOptions): Promise<string> {
  const {default: Table} = await import('cli-table3')
  const labels = view.columns.map(({header, name}) => capital(safeText(header ?? words(name))))
  const labelWidth = Math.max(0, ...labels.map(ink.widthOf))
  const room = Math.max(20, (options.width ?? Number.POSITIVE_INFINITY) - labelWidth - gap.length)
  const table = new Table({chars: noFrame, style: noStyle})
  for (const [at, column] of view.columns.entries()) {
    const text = safeText(humanCell(column, column.value(value), options.zone))
    const pieces = wrap(text, room, ink).map(piece => ink.tone(piece, column.tone?.(value)))
    table.push([ink.bold(labels[at] as string), pieces.join('\n')])
  }
  return view.columns.length === 0 ? '' : trimEnds(`${table.toString()}\n`)
}

function widen(widths: number[], texts: readonly string[], ink: Ink): void {
  for (const [at, text] of texts.entries()) {
    const width = ink.widthOf(text)
    if (width > (widths[at] as number)) widths[at] = width
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const trimEnds = (text: string): string => text.replace(/ +$/gm, '')
