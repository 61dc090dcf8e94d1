/** Answers in pages, 5.4 on: 21 and 201. */
import {type DataVersion, dataVersion} from '../protocol/bodies/data-version.js'
import {readJson} from '../protocol/json.js'

interface PageWish {
  /** Index of the first wanted entry; none means the caller knows no pages. */
  start: number | undefined
  size: number | undefined
  /** JSON of the version that the earlier pages had. */
  version: string | undefined
  /** undefined: pages are switched off. */
  largest: number | undefined
}

/** All, or one page by name. Another version than the caller's begins again. */
export function pageOf<T>(all: readonly T[], nameOf: (item: T) => string, current: DataVersion, wish: PageWish): T[] {
  if (wish.start === undefined || wish.largest === undefined) return [...all]
  const sorted = [...all].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  const start = sameVersion(wish.version, current) ? Math.max(0, wish.start) : 0
  return sorted.slice(start, start + Math.min(wish.largest, Math.max(1, wish.size ?? wish.largest)))
}

function sameVersion(text: string | undefined, current: DataVersion): boolean {
  if (!text) return false
  const {counter, timestamp, stateVersion} = dataVersion.read(readJson(text), 'dataVersion')
  return counter === current.counter && timestamp === current.timestamp && stateVersion === current.stateVersion
}
