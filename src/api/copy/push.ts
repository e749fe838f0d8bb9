import { OciPackError } from '../../core/errors.js'
import { parseReference, withDefaultTag } from '../../oci/reference.js'
import type { Held } from '../../sources/content/held.js'
import type { Destination } from './destination.js'
import type { CopyReport, PushOptions } from './options.js'
import { repositoryOf, taggedIn } from './allTags.js'
import { parsePlace, type PathPlace } from './place.js'
import { namesOf, openHeld, withPlace } from './source.js'
import { compresses, type HowToCopy, send, transfer, wantedFor } from './transfer.js'
import { withTools } from './tools.js'

/**
 * Copies an image from an archive or a layout to a registry: what `oci-pack push` does. Without names, all that is there goes to the names that it has; with
 * `allTags`, into the repositories under the tags that it has.
 * @throws OciPackError
 */
export async function push({
  source,
  references = [],
  allTags = false,
  ...options
}: PushOptions): Promise<CopyReport[]> {
  const place = parsePlace(source)
  if (place.kind === 'registry')
    throw new OciPackError('usage', `${source} is in a registry already`, {
      hint: `To push a file, write ./${source}; to copy from a registry to another, use oci-pack copy.`,
    })
  if (references.length === 0) return pushEach(place, (held) => ownNames(held, place), options)
  if (allTags) return pushEach(place, taggedIn(references.map(repositoryOf), place.text), options)
  const names = references.map((name) => withDefaultTag(parseReference(name.replace(/^docker:\/\//, ''))))
  return [await transfer(place, { kind: 'registry', references: names }, options)]
}

async function pushEach(
  place: PathPlace,
  destinationOf: (held: Held) => Destination,
  options: HowToCopy,
): Promise<CopyReport[]> {
  return withPlace(place, options.signal ?? new AbortController().signal, async (opened) => {
    const { chooseHeld } = await import('../../sources/content/held.js')
    const chosen = place.name === undefined ? opened.held : [chooseHeld(opened.held, place.name, place.text)]
    const named = chosen.map((held) => ({ held, destination: destinationOf(held) }))
    const anywhere: Destination = { kind: 'registry', references: [] }
    return withTools(options, compresses(place, anywhere, options), async (tools) => {
      const reports: CopyReport[] = []
      for (const { held, destination } of named) {
        const found = await openHeld(opened, held, wantedFor(destination, options), tools)
        reports.push(await send(found, destination, options, tools))
      }
      return reports
    })
  })
}

function ownNames(held: Held, { text }: PathPlace): Destination {
  const references = namesOf(held)
  if (references.length > 0) return { kind: 'registry', references }
  throw new OciPackError('usage', `${text}: ${held.names[0] ?? held.digest} has no complete name to push it to`, {
    hint: `Say where it goes: oci-pack push ${text} HOST/NAME:TAG.`,
  })
}
