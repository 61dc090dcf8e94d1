import {defineConfig} from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/conformance/**'],
    disableConsoleIntercept: true,
    reporters: ['default', './test/conformance/count-reporter.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
