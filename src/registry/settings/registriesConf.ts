import { parse, TomlError } from 'smol-toml'
import * as v from 'valibot'
import { OciPackError } from '../../core/errors.js'
import type { HelperSettings, RegistrySettings } from './settings.js'

const optionalText = v.optional(v.string(), '')
const optionalFlag = v.optional(v.boolean(), false)

const document = v.object({
  registry: v.optional(
    v.array(
      v.object({
        prefix: optionalText,
        location: optionalText,
        insecure: optionalFlag,
        blocked: optionalFlag,
        'mirror-by-digest-only': optionalFlag,
        mirror: v.optional(
          v.array(
            v.object({
              location: v.string(),
              insecure: optionalFlag,
              'pull-from-mirror': v.optional(v.picklist(['all', 'digest-only', 'tag-only', '']), ''),
            }),
          ),
          [],
        ),
      }),
    ),
    [],
  ),
  'credential-helpers': v.optional(v.array(v.string()), []),
  /** The first version of the format. */
  registries: v.optional(v.unknown()),
})

/**
 * What a registries.conf says of registries, and of who keeps credentials where it does (containers-registries.conf(5), version 2); what else is in it does not
 * concern us. @throws OciPackError `format`
 */
export function parseRegistriesConf(
  text: string,
  file: string,
): { readonly registries: RegistrySettings[]; readonly helpers: HelperSettings | undefined } {
  const refuse = (why: string, hint = asDocumented) => new OciPackError('format', `${file}: ${why}`, { hint })
  const result = v.safeParse(document, parseToml(text, file), { abortEarly: true })
  if (!result.success) {
    const [issue] = result.issues
    throw refuse(`${v.getDotPath(issue) ?? 'it'}: ${issue.message}`)
  }
  if (result.output.registries !== undefined)
    throw refuse('it is written in version 1 of the format', 'Write a [[registry]] for each registry.')
  const names = result.output['credential-helpers']
  const registries = result.output.registry.map((written): RegistrySettings => {
    const location = placeOf(written.location, refuse)
    const prefix = written.prefix === '' ? location : placeOf(written.prefix, refuse)
    if (prefix === '') throw refuse('a [[registry]] has neither a prefix nor a location')
    const isWildcard = prefix.startsWith('*.')
    if (prefix.includes('*', isWildcard ? 1 : 0) || (isWildcard && prefix.includes('/')))
      throw refuse(`the prefix ${prefix} is none`, 'A wildcard stands at the beginning of a host alone: *.example.com.')
    return {
      file,
      prefix,
      location: isWildcard ? location : location || prefix,
      insecure: written.insecure,
      blocked: written.blocked,
      mirrors: written.mirror.map((mirror) => {
        const serves = mirror['pull-from-mirror'] || (written['mirror-by-digest-only'] ? 'digest-only' : 'all')
        return { location: placeOf(mirror.location, refuse), insecure: mirror.insecure, serves }
      }),
    }
  })
  return { registries, helpers: names.length > 0 ? { file, names } : undefined }
}

const asDocumented = 'Mend the file: containers-registries.conf(5) tells how it is written.'

function parseToml(text: string, file: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [what = ''] = error.message.split('\n')
    throw new OciPackError('format', `${file}:${error.line}: ${what}`, { hint: asDocumented, cause: error })
  }
}

/** A host, with a path perhaps. */
function placeOf(written: string, refuse: (why: string, hint?: string) => OciPackError): string {
  if (written.includes('://') || written.startsWith('/'))
    throw refuse(`${JSON.stringify(written)} is not a registry`, 'Write HOST[:PORT][/PATH], without https://.')
  return written.replace(/\/+$/, '')
}
