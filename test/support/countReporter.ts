import type { Reporter, TestModule } from 'vitest/node'

/** Closes a run with one plain line, `N passed, N failed`, for whoever reads the log by program. */
class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const passed = tests.filter((test) => test.result().state === 'passed').length
    const failed = tests.filter((test) => test.result().state === 'failed').length
    // A file that cannot be loaded, or an error outside every test, is a failure too.
    const brokenFiles = modules.filter((module) => module.errors().length > 0).length
    console.log(`${passed} passed, ${failed + brokenFiles + unhandledErrors.length} failed`)
  }
}

export { CountReporter as default }
