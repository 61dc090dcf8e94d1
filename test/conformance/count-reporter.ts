/** Ends a run with what was compared and what was skipped for want of something. */
import type {Reporter, TestModule} from 'vitest/node'

declare module 'vitest' {
  interface TaskMeta {
    /** How a line of the differential suite came out. */
    line?: 'equal' | 'listed' | 'different'
    /** How an answer of the captures came out; missing where there is no such command, or no tape of it, yet. */
    capture?: 'equal' | 'listed' | 'different' | 'missing'
    /** Why a suite did not run. */
    skipped?: string
  }
}

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = {passed: 0, failed: 0, skipped: 0}
    const lines = {equal: 0, listed: 0, different: 0, missing: 0}
    const captures = {...lines}
    const reasons = new Set<string>()
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const {line, capture, skipped} = test.meta()
        const {state} = test.result()
        if (line !== undefined) lines[line]++
        if (capture !== undefined) captures[capture]++
        if (state !== 'pending') counts[state]++
        if (skipped !== undefined) reasons.add(skipped)
      }
      const {skipped} = module.meta()
      if (skipped !== undefined) reasons.add(skipped)
    }
    for (const reason of reasons) console.log(`skipped: ${reason}`)
    const told = [summary('captures', captures), summary('live lines', lines)].filter(text => text !== undefined)
    if (told.length > 0) console.log(told.join('; '))
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  }
}

type Outcomes = Record<'equal' | 'listed' | 'different' | 'missing', number>

function summary(what: string, {equal, listed, different, missing}: Outcomes): string | undefined {
  const all = equal + listed + different + missing
  if (all === 0) return undefined
  return [
    `${all} ${what}`,
    `${equal} equal`,
    `${listed} listed`,
    ...(different > 0 ? [`${different} DIFFERENT`] : []),
    ...(missing > 0 ? [`${missing} MISSING`] : []),
  ].join(', ')
}
