import type { Command } from 'commander'
import type { AttestOptions } from '../../api/attest/options.js'
import { parseBoolean } from '../../core/boolean.js'
import { OciPackError } from '../../core/errors.js'
import { nearestOrAll } from '../../dockerfile/suggest.js'
import { provenanceModes } from '../../provenance/statement.js'
import { billFormats } from '../../sbom/documents/document.js'
import { csvFields } from './csv.js'
import { listOption } from './listOption.js'

/** The flags that ask for attestations, as they were written. */
export interface AttestFlags {
  readonly sbom?: string
  readonly provenance?: string
  readonly attest?: readonly string[]
}

/** Teaches a command the flags that ask for attestations, with the names and meanings of `docker buildx build`. */
export function addAttestFlags(command: Command): void {
  command
    .option('--sbom <mode>', 'write which packages are in the image: true, spdx, cyclonedx or false (default: false)')
    .option(
      '--provenance <mode>',
      'write where the image comes from: true, mode=min, mode=max or false (default: false)',
    )
    .addOption(
      listOption('--attest <attestation>', 'the same as type=sbom or type=provenance, with what else it takes'),
    )
}

type Fields = ReadonlyMap<string, string>

/** What is asked for; undefined for nothing. The shorthands count before `--attest`, and the last one of a kind. @throws OciPackError `usage` */
export function parseAttest({ sbom, provenance, attest = [] }: AttestFlags): AttestOptions | undefined {
  let options: AttestOptions = {}
  for (const text of attest) options = { ...options, ...ofAttest(text) }
  if (sbom !== undefined) options = { ...options, sbom: sbomOf(shorthand('--sbom', sbom), `--sbom ${sbom}`) }
  if (provenance !== undefined) {
    const fields = shorthand('--provenance', provenance)
    options = { ...options, provenance: provenanceOf(fields, `--provenance ${provenance}`) }
  }
  return options.sbom || options.provenance ? options : undefined
}

function ofAttest(text: string): AttestOptions {
  const flag = `--attest ${text}`
  const fields = fieldsOf(csvFields(text), flag)
  const type = fields.get('type')
  const rest = new Map([...fields].filter(([name]) => name !== 'type'))
  if (type === 'sbom') return { sbom: sbomOf(rest, flag) }
  if (type === 'provenance') return { provenance: provenanceOf(rest, flag) }
  throw refuse(flag, type === undefined ? 'it says no type' : `there is no type ${JSON.stringify(type)}`)
}

/** A boolean, a mode or a format alone, or what `--attest` takes behind its type. */
function shorthand(flag: '--sbom' | '--provenance', text: string): Fields {
  const enabled = parseBoolean(text)
  if (enabled !== undefined) return new Map([['disabled', String(!enabled)]])
  const words: readonly string[] = flag === '--sbom' ? billFormats : provenanceModes
  if (words.includes(text)) return new Map([[flag === '--sbom' ? 'format' : 'mode', text]])
  return fieldsOf(csvFields(text), `${flag} ${text}`)
}

function sbomOf(fields: Fields, flag: string): AttestOptions['sbom'] {
  if (fields.has('generator'))
    throw refuse(flag, 'no generator is run', 'Leave generator out: oci-pack looks for packages itself.')
  checkNames(fields, ['disabled', 'format'], flag)
  if (isDisabled(fields, flag)) return undefined
  return { format: oneOf(billFormats, fields.get('format') ?? 'spdx', 'format', flag) }
}

function provenanceOf(fields: Fields, flag: string): AttestOptions['provenance'] {
  checkNames(fields, ['builder-id', 'disabled', 'mode', 'version'], flag)
  oneOf(['v1'], fields.get('version') ?? 'v1', 'version', flag)
  if (isDisabled(fields, flag)) return undefined
  const mode = oneOf(provenanceModes, fields.get('mode') ?? 'min', 'mode', flag)
  const builderId = fields.get('builder-id')
  if (builderId === undefined) return { mode }
  if (!URL.canParse(builderId)) throw refuse(flag, `builder-id is ${JSON.stringify(builderId)}, which is no URI`)
  return { mode, builderId }
}

function isDisabled(fields: Fields, flag: string): boolean {
  const text = fields.get('disabled') ?? 'false'
  const disabled = parseBoolean(text)
  if (disabled === undefined)
    throw refuse(flag, `disabled is ${JSON.stringify(text)}`, 'Write disabled=true or disabled=false.')
  return disabled
}

function fieldsOf(fields: readonly string[], flag: string): Fields {
  return new Map(
    fields.map((field): [string, string] => {
      const at = field.indexOf('=')
      if (at < 0) throw refuse(flag, `${JSON.stringify(field)} is not KEY=VALUE`)
      return [field.slice(0, at).trim().toLowerCase(), field.slice(at + 1)]
    }),
  )
}

function checkNames(fields: Fields, known: readonly string[], flag: string): void {
  for (const name of fields.keys()) {
    if (known.includes(name)) continue
    throw refuse(flag, `there is no key ${JSON.stringify(name)}`, nearestOrAll(name, known))
  }
}

function oneOf<T extends string>(known: readonly T[], text: string, name: string, flag: string): T {
  const found = known.find((value) => value === text)
  if (found !== undefined) return found
  throw refuse(flag, `${name} is ${JSON.stringify(text)}`, nearestOrAll(text, known))
}

function refuse(
  flag: string,
  why: string,
  hint = 'Write --sbom=true, --provenance=mode=max, or --attest type=sbom,format=cyclonedx.',
): OciPackError {
  return new OciPackError('usage', `${flag}: ${why}`, { hint })
}
