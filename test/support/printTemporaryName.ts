import { temporaryName } from '../../src/core/host/temporaryName.js'

/** The program of another process that gives a temporary name, and ends when its standard input does. */
process.stdout.write(`${temporaryName()}\n`)
process.stdin.resume()
