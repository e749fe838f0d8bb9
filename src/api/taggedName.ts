import { OciPackError } from '../core/errors.js'
import { parseReference, type Reference, withDefaultTag } from '../oci/reference.js'

/** The name that a tag gives an image, with the tag `latest` where there is none. @throws OciPackError `reference`, `usage` where it holds a digest */
export function taggedName(tag: string): Reference {
  const name = parseReference(tag)
  if (name.digest === undefined) return withDefaultTag(name)
  throw new OciPackError('usage', `the tag ${tag} holds a digest, which only the image itself can tell`, {
    hint: 'Write NAME:TAG.',
  })
}
