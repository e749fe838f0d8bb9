import type { Placed } from './parameters.js'
import type { Report } from './report.js'

/**
 * Where outputs are sent as a zip, the App Engine takes an entry for a part of another one whose name it begins with: `sum2` for a part of
 * `sum`. The names of arrays end in a slash there.
 */
export function checkOutputNames(report: Report, placed: readonly Placed[]): void {
  const outputs = placed.filter(({ side }) => side === 'outputs')
  for (const { name, mapping } of outputs) {
    const other = outputs.find(
      ({ name: start, parameter }) => start !== name && name.startsWith(start) && parameter?.type.id !== 'array',
    )
    if (!other) continue
    const message = `${name} begins as the output ${other.name} does: App Engines that run on a cluster take it for a part of that`
    report.warning('descriptor-output-names', mapping.range, message, 'Choose names of which none begins with another.')
  }
}
