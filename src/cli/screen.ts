/**
 * A terminal on which one text takes the place of the one before it, line by line over what stands there: the screen is not cleared
 * first, so nothing flickers. What does not fit below the first line is left out and counted.
 */
import {type Output, print} from './io.js'

const home = '\u001b[H'
const eraseAll = '\u001b[2J'
const eraseToLineEnd = '\u001b[K'
const eraseBelow = '\u001b[J'
/** No cursor that jumps about, and long lines end at the edge. */
const enter = '\u001b[?25l\u001b[?7l'
const leave = '\u001b[?7h\u001b[?25h'

export class Screen {
  private drawn = false

  constructor(private readonly stream: Output) {}

  /** The cursor then stands below the text. False when the reader is gone. */
  draw(text: string): Promise<boolean> {
    const begin = this.drawn ? home : enter + eraseAll + home
    this.drawn = true
    const lines = this.fitting(text.replace(/\n$/, '').split('\n'))
    // erased before and not after it: behind a line as wide as the terminal that takes its last character
    return print(this.stream, `${begin}${lines.map(line => `${eraseToLineEnd}${line}\r\n`).join('')}${eraseBelow}`)
  }

  /** Leaves the text where it is, and the terminal as it was. */
  async close(): Promise<void> {
    if (this.drawn) await print(this.stream, leave)
    this.drawn = false
  }

  /** One line stays free for the cursor. */
  private fitting(lines: string[]): string[] {
    const room = (this.stream.rows ?? Number.POSITIVE_INFINITY) - 1
    if (lines.length <= room) return lines
    const shown = Math.max(1, room - 1)
    return [...lines.slice(0, shown), `… ${lines.length - shown} more lines`]
  }
}
