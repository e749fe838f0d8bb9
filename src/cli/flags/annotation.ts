import type { BuildAnnotations } from '../../api/annotations.js'
import { OciPackError } from '../../core/errors.js'
import { formatPlatform, parsePlatform } from '../../core/platform.js'
import { parsePair } from './pairs.js'

const types = ['manifest', 'manifest-descriptor', 'index', 'index-descriptor'] as const
type AnnotationType = (typeof types)[number]

/**
 * Reads the values of `--annotation`: `[TYPE[,TYPE]:]KEY=VALUE`, where the type is `manifest` (also where none is written), `manifest-descriptor`,
 * either for one platform with `[OS/ARCH]` behind it, `index` or `index-descriptor`, as for `docker buildx build`. The last one of a key counts.
 * @throws OciPackError `usage`
 */
export function parseAnnotations(texts: readonly string[]): BuildAnnotations {
  const read = texts.flatMap(readAnnotation)
  const of = (type: AnnotationType, platform?: string): Record<string, string> =>
    Object.fromEntries(
      read
        .filter((annotation) => annotation.type === type && annotation.platform === platform)
        .map(({ key, value }): [string, string] => [key, value]),
    )
  const platforms = [...new Set(read.flatMap(({ platform }) => platform ?? []))]
  const index = of('index')
  const indexDescriptor = of('index-descriptor')
  return {
    manifest: of('manifest'),
    descriptor: of('manifest-descriptor'),
    ...(platforms.length > 0 && {
      platforms: Object.fromEntries(
        platforms.map((name) => [
          name,
          { manifest: of('manifest', name), descriptor: of('manifest-descriptor', name) },
        ]),
      ),
    }),
    ...(Object.keys(index).length > 0 && { index }),
    ...(Object.keys(indexDescriptor).length > 0 && { indexDescriptor }),
  }
}

interface Annotation {
  readonly type: AnnotationType
  readonly platform: string | undefined
  readonly key: string
  readonly value: string
}

function readAnnotation(text: string): Annotation[] {
  const { name, value } = parsePair(text, '--annotation')
  if (value === undefined) throw refuse(text, 'it is not KEY=VALUE')
  const colon = name.indexOf(':')
  const key = name.slice(colon + 1)
  if (key === '') throw refuse(text, 'the key is missing')
  const written = colon < 0 ? ['manifest'] : name.slice(0, colon).split(',')
  return written.map((type) => ({ ...readType(text, type), key, value }))
}

function readType(text: string, written: string): Pick<Annotation, 'type' | 'platform'> {
  const [, name = '', platform] = /^([^[\]]*)(?:\[([^[\]]+)\])?$/.exec(written) ?? []
  const type = written === '' ? 'manifest' : types.find((known) => known === name)
  if (!type) throw refuse(text, `${JSON.stringify(written)} is nothing that is annotated`)
  if (platform === undefined) return { type, platform }
  if (type.startsWith('index')) throw refuse(text, 'an index is for all platforms')
  return { type, platform: formatPlatform(parsePlatform(platform)) }
}

function refuse(text: string, why: string): OciPackError {
  return new OciPackError('usage', `--annotation ${JSON.stringify(text)}: ${why}`, {
    hint: 'Write --annotation KEY=VALUE, or one of manifest:, manifest[OS/ARCH]:, manifest-descriptor:, index: and index-descriptor: before the key.',
  })
}
