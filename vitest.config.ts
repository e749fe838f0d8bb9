import { defineConfig } from 'vitest/config'

/** Folders whose tests run the built command, beside real engines; one file at a time, for they share this machine's state. */
const built = ['test/e2e/**/*.test.ts', 'test/conformance/**/*.test.ts']

/** A CommonJS package is imported as Node itself does it. */
const deps = { interopDefault: false }

export default defineConfig({
  test: {
    reporters: ['default', 'test/support/countReporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: built,
          globalSetup: ['test/support/makeDeflate.ts'],
          deps,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'built',
          include: built,
          deps,
          globalSetup: ['test/support/buildOnce.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
