import { cliPath } from '../test/support/paths.js'
import { printRatios, race } from './measure.js'

/** What the command costs before it does anything, against Node alone. */
export function startup(cache: string): void {
  console.log('Start-up, median of 15')
  const node = `"${process.execPath}"`
  const contenders = [
    { name: 'node -e 0', script: `${node} -e 0` },
    { name: 'oci-pack --version', script: `${node} "${cliPath}" --version` },
  ]
  printRatios(race(contenders, 15, cache), 'node -e 0')
}
