import type { Resources } from './descriptor.js'
import { asBoolean, asInteger, asMapping, asText, warnUnknown } from './fields.js'
import { ramBytes } from './quantity.js'
import type { Report } from './report.js'
import { type Mapping, type Value, valueOf } from './yaml/value.js'

/** What the App Engine gives where nothing is asked for. */
const usual: Resources = { ram: 4 * 1024 ** 3, cpus: 1, gpus: 0, internet: false }

const usualRam = 'a number and a unit, such as 8Gi or 512Mi'

/** What the Task needs, `configuration.resources`. */
export function readResources(report: Report, value: Value | undefined): Resources {
  const resources = asMapping(report, value)
  if (!resources) return usual
  warnUnknown(report, resources, ['ram', 'cpus', 'gpus', 'internet'])
  return {
    ram: readRam(report, valueOf(resources, 'ram')) ?? usual.ram,
    cpus: readCount(report, resources, 'cpus') ?? usual.cpus,
    gpus: readCount(report, resources, 'gpus') ?? usual.gpus,
    internet: asBoolean(report, valueOf(resources, 'internet')) ?? usual.internet,
  }
}

function readRam(report: Report, value: Value | undefined): number | undefined {
  const text = asText(report, value, `Write ${usualRam}`)
  if (text === undefined || !value) return undefined
  const bytes = ramBytes(text)
  if (bytes !== undefined) return bytes
  const meant = text.replaceAll(/\s/g, '').replace(/(?:B|bytes?)$/i, '')
  const hint = `Write ${ramBytes(meant) === undefined ? usualRam : meant}`
  report.error('descriptor-ram', value.range, `${JSON.stringify(text)} is no amount of memory for Kubernetes`, hint)
  return undefined
}

function readCount(report: Report, resources: Mapping, key: 'cpus' | 'gpus'): number | undefined {
  const value = valueOf(resources, key)
  const count = asInteger(report, value)
  if (count === undefined || !value || count >= 0) return count
  report.error(`descriptor-${key}`, value.range, `${value.path} is below 0`, 'Write 0 or more.')
  return undefined
}
