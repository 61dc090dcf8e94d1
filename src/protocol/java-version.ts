/**
 * `MQVersion`: clients and brokers send the ordinal of an enum that lists releases far ahead of their time. From 3.0.1 on every
 * release has two ordinals, first its snapshot, so runs of patch releases are all there is to know.
 */

/** First ordinal, major, minor, first patch of each run; a run ends where the next begins. */
const runs = [
  [16, 3, 0, 1],
  [46, 3, 1, 0],
  [66, 3, 2, 0],
  [86, 3, 3, 1],
  [104, 3, 4, 1],
  [122, 3, 5, 1],
  [140, 3, 6, 1],
  [158, 3, 7, 1],
  [176, 3, 8, 1],
  [194, 3, 9, 1],
  ...Array.from({length: 20}, (_, run) => [212 + 20 * run, 4 + Math.trunc(run / 10), run % 10, 0] as const),
] as const

const beyond = 612

/** `V5_5_0`, `V4_9_8_SNAPSHOT`, `HIGHER_VERSION`; releases before 3.0.1 are all `V3_0_0`. */
export function javaVersionName(ordinal: number): string {
  if (ordinal >= beyond) return 'HIGHER_VERSION'
  const run = runs.findLast(([first]) => first <= ordinal)
  if (run === undefined) return 'V3_0_0'
  const [first, major, minor, patch] = run
  const step = ordinal - first
  return `V${major}_${minor}_${patch + Math.trunc(step / 2)}${step % 2 === 0 ? '_SNAPSHOT' : ''}`
}
