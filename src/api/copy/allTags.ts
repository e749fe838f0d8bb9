import { OciPackError } from '../../core/errors.js'
import { parseReference, type Reference } from '../../oci/reference.js'
import type { Held } from '../../sources/content/held.js'
import type { Repository } from '../../registry/session.js'
import type { Destination } from './destination.js'
import { namesOf } from './source.js'

/** A repository whose tags are all meant. @throws OciPackError `reference`, `usage` where one of them is named */
export function repositoryOf(text: string): Repository {
  const { host, repository, tag, digest } = parseReference(text.replace(/^docker:\/\//, ''))
  if (tag === undefined && digest === undefined) return { host, repository }
  throw new OciPackError('usage', `${text} names one image, where all tags are meant`, {
    hint: 'Leave out the tag or the digest, or --all-tags.',
  })
}

/** What everything that a place holds is to be called in some repositories: as its tags say. @throws OciPackError `usage` where they do not */
export function taggedIn(repositories: readonly Repository[], text: string): (held: Held) => Destination {
  const taken = new Set<string>()
  return (held) => {
    const tags = [...new Set([...held.tags, ...namesOf(held).flatMap(({ tag }) => tag ?? [])])]
    if (tags.length === 0)
      throw new OciPackError('usage', `${text}: ${held.digest} has no tag to push it under`, {
        hint: 'Push it under a name: oci-pack push IMAGE NAME:TAG.',
      })
    for (const tag of tags) {
      if (taken.has(tag)) throw new OciPackError('usage', `${text}: two images have the tag ${tag}`, { hint })
      taken.add(tag)
    }
    const references: Reference[] = repositories.flatMap((repository) => tags.map((tag) => ({ ...repository, tag })))
    return { kind: 'registry', references }
  }
}

const hint = 'Push them one after the other: oci-pack push IMAGE:NAME HOST/NAME:TAG.'
