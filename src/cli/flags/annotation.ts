import { OciPackError } from '../../core/errors.js'
import type { Annotations } from '../../oci/image.js'
import { parsePair } from './pairs.js'

/**
 * Reads the values of `--annotation`: `[TYPE[,TYPE]:]KEY=VALUE`, where the type is `manifest` (also where none is written) or
 * `manifest-descriptor`, as for `docker buildx build`. The last one of a key counts. @throws OciPackError `usage`
 */
export function parseAnnotations(texts: readonly string[]): Annotations {
  const manifest = new Map<string, string>()
  const descriptor = new Map<string, string>()
  for (const text of texts) {
    const { name, value } = parsePair(text, '--annotation')
    if (value === undefined) throw refuse(text, 'it is not KEY=VALUE')
    const colon = name.indexOf(':')
    const key = name.slice(colon + 1)
    if (key === '') throw refuse(text, 'the key is missing')
    for (const type of colon < 0 ? ['manifest'] : name.slice(0, colon).split(',')) {
      if (type === 'manifest' || type === '') manifest.set(key, value)
      else if (type === 'manifest-descriptor') descriptor.set(key, value)
      else if (type === 'index' || type === 'index-descriptor')
        throw refuse(text, 'an image for one platform has no index that could be annotated')
      else throw refuse(text, `${JSON.stringify(type)} is nothing that is annotated`)
    }
  }
  return { manifest: Object.fromEntries(manifest), descriptor: Object.fromEntries(descriptor) }
}

function refuse(text: string, why: string): OciPackError {
  return new OciPackError('usage', `--annotation ${JSON.stringify(text)}: ${why}`, {
    hint: 'Write --annotation KEY=VALUE, manifest:KEY=VALUE or manifest-descriptor:KEY=VALUE.',
  })
}
