/** Tables as comma-separated values (RFC 4180): cells in quotes may hold commas, line ends and doubled quotes. */

const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy

/** The first line, and each further one as an object by its names; undefined where the text is no such table. */
export function readCsv(text: string): {header: string[]; rows: Record<string, string>[]} | undefined {
  const lines: string[][] = [[]]
  cell.lastIndex = text.startsWith('\ufeff') ? 1 : 0
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text)
    if (match === null) return undefined
    const [, quoted, plain = '', end] = match
    lines.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end !== ',') lines.push([])
  }
  const [header = [], ...rest] = lines.filter(cells => cells.some(text => text !== ''))
  if (rest.some(cells => cells.length !== header.length)) return undefined
  return {header, rows: rest.map(cells => Object.fromEntries(header.map((name, at) => [name, cells[at] as string])))}
}
