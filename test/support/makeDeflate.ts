import { execFileSync } from 'node:child_process'
import { projectRoot } from './paths.js'

/** Compiles what the sources under test need and is no TypeScript. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/setup.mjs'], { cwd: projectRoot, stdio: 'inherit' })
}
