/** Lines that are known to print something else, as `docs/compatibility.md` lists them. */
import {readFileSync} from 'node:fs'
import type {JavaToolsVersion} from '../../support/java.js'

const page = new URL('../../../docs/compatibility.md', import.meta.url)

/** Rows `| 5.5.0 | \`line\` | … |` of the page; a line may be a bare command, and then stands for all its lines. */
export function listedLines(tools: JavaToolsVersion): Set<string> {
  const rows = readFileSync(page, 'utf8').matchAll(/^\| *([\d., ]+?) *\| *`([^`]+)` *\|/gm)
  return new Set([...rows].filter(([, versions]) => versions?.includes(tools)).map(([, , line]) => line as string))
}
