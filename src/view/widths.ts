/** Terminal cells: how wide texts are, cutting and wrapping them, and sharing out a line among columns. */
import type {ChalkInstance} from 'chalk'
import type {Tone} from './view.js'

/** What drawing needs from packages that are loaded only for it. */
export interface Ink {
  /** In terminal cells: two for a CJK character. */
  widthOf(text: string): number
  bold(text: string): string
  tone(text: string, tone: Tone | undefined): string
}

/** Between two columns. */
export const gap = '  '

const smallest = 8
// an ellipsis fills one cell too, and stands at the end of every text that was cut
const oneCellEach = /^[\x20-\x7e…]*$/
const colors: Record<Tone, 'green' | 'yellow' | 'red' | 'dim'> = {good: 'green', warn: 'yellow', bad: 'red', dim: 'dim'}

/** Each character of the text fills one cell: nothing needs measuring. */
export const isSimple = (text: string): boolean => oneCellEach.test(text)

/** What it takes to draw these texts; string-width, slow to load, only where one of them is not simple. */
export async function loadInk(color: boolean | undefined, texts: readonly string[]): Promise<Ink> {
  const stringWidth = texts.every(isSimple) ? undefined : (await import('string-width')).default
  const widthOf = (text: string) => (stringWidth === undefined || isSimple(text) ? text.length : stringWidth(text))
  if (!color) return {widthOf, bold: text => text, tone: text => text}
  const chalk: ChalkInstance = new (await import('chalk')).Chalk({level: 1})
  return {widthOf, bold: text => chalk.bold(text), tone: (text, tone) => (tone ? chalk[colors[tone]](text) : text)}
}

/**
 * Widths whose sum fits `room` cells, gaps included: the widest columns give way first, all to the same width, none below eight.
 * Those to `keep` are never cut. A row that does not fit one line even so gets all the room of the lines it takes: cutting
 * addresses and ids would cost their ends and gain nothing.
 */
export function fitWidths(natural: readonly number[], keep: readonly boolean[], room: number): number[] {
  const gaps = gap.length * (natural.length - 1)
  const at = (limit: number) => natural.map((size, index) => (keep[index] ? size : Math.min(size, limit)))
  const lines = Math.max(1, Math.ceil((sum(at(smallest)) + gaps) / room))
  const available = lines * room - gaps
  let limit = Math.max(smallest, ...natural)
  while (limit > smallest && sum(at(limit)) > available) limit--
  const widths = at(limit)
  let spare = available - sum(widths)
  return widths.map((size, index) => {
    if (spare <= 0 || size === natural[index]) return size
    spare--
    return size + 1
  })
}

/** The beginning of a text that fills at most so many cells, with an ellipsis where something is missing. */
export function cut(text: string, width: number, ink: Ink): string {
  return ink.widthOf(text) <= width ? text : `${beginning(text, width - 1, ink)}…`
}

/** A text in pieces of at most so many cells, broken at blanks where there are any; only a blank at a break is lost. */
export function wrap(text: string, width: number, ink: Ink): string[] {
  const pieces: string[] = []
  let rest = text
  while (ink.widthOf(rest) > width) {
    const most = beginning(rest, width, ink)
    const blank = rest[most.length] === ' ' ? most.length : most.lastIndexOf(' ')
    pieces.push(blank > 0 ? rest.slice(0, blank) : most)
    rest = blank > 0 ? rest.slice(blank + 1) : rest.slice(most.length)
  }
  return [...pieces, rest]
}

/** As much of a text as fits, at least one character. */
function beginning(text: string, width: number, ink: Ink): string {
  if (isSimple(text)) return text.slice(0, Math.max(1, width))
  let fits = ''
  let used = 0
  for (const {segment} of new Intl.Segmenter().segment(text)) {
    used += ink.widthOf(segment)
    if (used > width && fits !== '') break
    fits += segment
  }
  return fits
}

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0)
