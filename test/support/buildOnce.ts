import { execFileSync } from 'node:child_process'
import { projectRoot } from './paths.js'

/** Builds dist once before any test: the command line is tested as it is shipped. */
export function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: projectRoot, stdio: 'inherit' })
}
