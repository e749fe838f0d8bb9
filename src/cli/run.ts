import { lazyApi } from './api.js'
import { failureOf } from './failure.js'
import type { Io } from './io.js'
import { parseCommandLine } from './program.js'
import { showError } from './showError.js'
import { styleFor } from './text/style.js'

/** Does what a command line asks for, and sets the exit status of this process. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  const { stdout, stderr, env } = process
  const io: Io = { stdout, stderr, env }
  // A reader that went away is told to whoever writes, by print(); nobody is left to tell of standard error.
  for (const output of [stdout, stderr]) output.on('error', () => undefined)
  const fail = (error: unknown): number => {
    const failure = failureOf(error, env)
    stderr.write(showError(failure, styleFor(stderr, env)))
    return failure.status
  }
  process.on('uncaughtException', (error) => process.exit(fail(error)))
  try {
    process.exitCode = await parseCommandLine(args)(io, lazyApi)
  } catch (error) {
    process.exitCode = fail(error)
  }
}
