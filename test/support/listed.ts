/** Lines that are known to print something else, as `docs/compatibility.md` lists them. */
import {readFileSync} from 'node:fs'

const page = new URL('../../docs/compatibility.md', import.meta.url)

interface Counts {
  equal: number
  different: number
}

/**
 * Rows `| 5.5.0 | \`line\` | … |` of the page, by the release of the tools. A line is listed with all it does; a bare command stands
 * for what all its lines print, and their effect is the same all the same.
 */
export class Listed {
  private readonly found = new Map<string, Counts>()

  /** `tools`: as the first column says it. */
  constructor(tools: string) {
    const rows = readFileSync(page, 'utf8').matchAll(/^\| *(\d[^|`]*?) *\| *`([^`]+)` *\|/gm)
    for (const [, releases = '', line = ''] of rows)
      if (releases.split(', ').includes(tools)) this.found.set(line, {equal: 0, different: 0})
  }

  /** How a line is known to be different: in all, in what it prints, or not at all. */
  judge(line: string, same: {output: boolean; effect: boolean}): 'all' | 'output' | undefined {
    const whole = this.found.get(line)
    if (whole) {
      const equal = same.output && same.effect
      whole[equal ? 'equal' : 'different']++
      return equal ? undefined : 'all'
    }
    const printed = this.found.get(line.split(' ')[0] as string)
    if (printed) printed[same.output ? 'equal' : 'different']++
    return printed && !same.output ? 'output' : undefined
  }

  get lines(): string[] {
    return [...this.found.keys()]
  }

  /** What was compared and never was different. */
  get stale(): string[] {
    return [...this.found].filter(([, {equal, different}]) => equal > 0 && different === 0).map(([line]) => line)
  }
}
