/**
 * Suites that need real servers, or that real servers share with the embedded ones.
 *
 * - `npm run test:conformance`: all of them, half an hour or more on two cores
 * - `npm run test:slice`: what `.ci/run` has the time for; without clusters of many servers, and without what `npm test` replays
 * - `npm run test:differential`: only the lines that are compared with Java's mqadmin
 * - `npm run golden:record`: the same, and the golden files are written anew
 * - `npm run golden:captures`: the lines of the captures, on clusters brought into their states; their tapes are written anew
 */
import {defineConfig} from 'vitest/config'

/** Clusters of many servers, and stages whose recorded replies `npm test` compares as well. */
const beyondTheSlice = [
  'test/conformance/captures/*.test.ts',
  'test/conformance/differential/{acl4,auth,files,ha,lite,static}.test.ts',
  'test/conformance/node/proxy.test.ts',
]

export default defineConfig(({mode}) => ({
  test: {
    exclude: mode === 'slice' ? beyondTheSlice : [],
    include:
      mode === 'differential' || mode === 'record'
        ? ['test/conformance/differential/*.test.ts']
        : mode === 'captures'
          ? ['test/conformance/captures/*.test.ts']
          : ['test/conformance/**/*.test.ts'],
    env: {MQADMIN_RECORD: String(mode === 'record' || mode === 'captures')},
    disableConsoleIntercept: true,
    reporters: ['default', './test/conformance/count-reporter.ts'],
    // each file has a cluster of JVMs of its own, which mostly waits
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
}))
