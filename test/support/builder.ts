import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build, type BuildOptions, type BuildResult } from '../../src/index.js'
import { temporaryFolder } from './folder.js'

/** Where the builds of a test file lie, and the store that they share. */
export const folder = temporaryFolder()
export const cacheDir = join(folder, 'cache')
let count = 0

/** A build of these files, the Dockerfile among them, in a context of its own. */
export function builder(
  files: Readonly<Record<string, string>>,
  more: Partial<BuildOptions> = {},
): { where: string; run: (extra?: Partial<BuildOptions>) => Promise<BuildResult> } {
  const where = join(folder, `context-${count++}`)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(where, name)), { recursive: true })
    writeFileSync(join(where, name), content)
  }
  const options: BuildOptions = { context: where, cacheDir, env: {}, ...more }
  return { where, run: (extra = {}) => build({ ...options, ...extra }) }
}

const dash = '\x7fELF\0nolog\0Illegal number\0Bad substitution\0Syntax error: \0OPTIND=1\0'
const coreutils = '\x7fELF\0GNU coreutils\0'

/** What the builtin executor takes for the programs of an image. */
export const programs = { 'bin/sh': dash, 'bin/chmod': coreutils, 'bin/mkdir': coreutils }
