/** Ends a run with what was compared and what was skipped for want of something. */
import type {Reporter, TestModule} from 'vitest/node'

declare module 'vitest' {
  interface TaskMeta {
    /** How a line of the differential suite came out. */
    line?: 'equal' | 'listed' | 'different'
    /** Why a suite did not run. */
    skipped?: string
  }
}

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = {lines: 0, equal: 0, listed: 0, different: 0, passed: 0, failed: 0, skipped: 0}
    const reasons = new Set<string>()
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const {line, skipped} = test.meta()
        const {state} = test.result()
        if (line !== undefined) {
          counts.lines++
          counts[line]++
        }
        if (state !== 'pending') counts[state]++
        if (skipped !== undefined) reasons.add(skipped)
      }
      const {skipped} = module.meta()
      if (skipped !== undefined) reasons.add(skipped)
    }
    for (const reason of reasons) console.log(`skipped: ${reason}`)
    if (counts.lines > 0) {
      const different = counts.different > 0 ? `, ${counts.different} DIFFERENT` : ''
      console.log(`${counts.lines} live lines, ${counts.equal} equal, ${counts.listed} listed${different}`)
    }
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  }
}
