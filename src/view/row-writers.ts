/** Formats that print a list of rows one after the other, so that a stream can be printed as it comes. */
import {escapedText, rawCell} from './cells.js'
import {documentOf, jsonText, setMember, type Tree} from './document.js'
import type {Column, RowsView} from './view.js'

export interface RowWriter<R> {
  open: string
  row(row: R, index: number): string
  close(count: number): string
}

interface RowOptions {
  noHeader?: boolean | undefined
  /** The columns were chosen: documents hold only them. */
  chosen: boolean
}

export type RowFormat = 'plain' | 'csv' | 'ndjson' | 'json' | 'yaml'

export async function rowWriter<R>(
  format: RowFormat,
  view: RowsView<R>,
  columns: readonly Column<R>[],
  {noHeader, chosen}: RowOptions,
): Promise<RowWriter<R>> {
  const names = columns.map(({name}) => name)
  const cells = (row: R) => columns.map(column => rawCell(column, column.value(row)))
  const document = chosen ? (row: R) => chosenDocument(columns, row) : (row: R) => documentOf(view.item, row)
  const close = () => ''
  switch (format) {
    case 'plain': {
      const line = (texts: string[]) => `${texts.map(escapedText).join('\t')}\n`
      return {open: noHeader ? '' : line(names), row: row => line(cells(row)), close}
    }
    case 'csv': {
      const line = (texts: string[]) => `${texts.map(csvCell).join(',')}\r\n`
      return {open: noHeader ? '' : line(names), row: row => line(cells(row)), close}
    }
    case 'ndjson':
      return {open: '', row: row => `${jsonText(document(row))}\n`, close}
    case 'json':
      return {
        open: '[',
        row: (row, index) => `${index === 0 ? '' : ','}\n  ${jsonText(document(row), 2, '  ')}`,
        close: count => (count === 0 ? ']\n' : '\n]\n'),
      }
    case 'yaml': {
      const text = await yamlWriter()
      return {open: '', row: row => text([document(row)]), close: count => (count === 0 ? '[]\n' : '')}
    }
  }
}

/** Loads yaml and gives its writer: no folding of lines, no anchors. */
export async function yamlWriter(): Promise<(tree: Tree) => string> {
  const {stringify} = await import('yaml')
  return tree => stringify(tree, {lineWidth: 0, aliasDuplicateObjects: false})
}

function chosenDocument<R>(columns: readonly Column<R>[], row: R): Tree {
  const result = new Map<string, Tree>()
  for (const {name, field, kind, value} of columns) setMember(result, name, field, value(row), kind)
  return result
}

/** RFC 4180: quoted where it must be, quotes doubled. */
const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
