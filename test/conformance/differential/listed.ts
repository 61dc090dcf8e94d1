/** Lines that are known to print something else, as `docs/compatibility.md` lists them. */
import {readFileSync} from 'node:fs'
import type {JavaToolsVersion} from '../../support/java.js'

const page = new URL('../../../docs/compatibility.md', import.meta.url)

/**
 * Rows `| 5.5.0 | \`line\` | … |` of the page, by the release of the tools. A bare command stands for all its lines.
 */
export class Listed {
  private readonly found = new Map<string, {equal: number; different: number}>()

  constructor(tools: JavaToolsVersion) {
    const rows = readFileSync(page, 'utf8').matchAll(/^\| *([\d., ]+?) *\| *`([^`]+)` *\|/gm)
    for (const [, releases = '', line = ''] of rows)
      if (releases.split(', ').includes(tools)) this.found.set(line, {equal: 0, different: 0})
  }

  /** Whether the line is known to be different, and is. */
  judge(line: string, equal: boolean): boolean {
    const counts = this.found.get(line) ?? this.found.get(line.split(' ')[0] as string)
    if (counts) counts[equal ? 'equal' : 'different']++
    return counts !== undefined && !equal
  }

  /** What was compared and never was different. */
  get stale(): string[] {
    return [...this.found].filter(([, {equal, different}]) => equal > 0 && different === 0).map(([line]) => line)
  }
}
