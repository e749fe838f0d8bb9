import { OciPackError } from '../../core/errors.js'
import type { TarPlace } from '../../sources/placedEntries.js'
import { bundleHint } from './finding.js'
import type { SeenEntry } from './contents.js'
import { openContents } from './openContents.js'

/** The parts of a bundle, to be used until it is closed. */
export interface OpenedBundle {
  /** Named for messages: `bundle.zip: descriptor.yml`. */
  readonly descriptor: { readonly name: string; readonly bytes: Uint8Array }
  /** The image's archive, in place where it is stored as it is. */
  readonly image: TarPlace
  readonly logo: Uint8Array | undefined
  /** Removes what had to be unpacked. */
  readonly close: () => Promise<void>
}

/** Opens a bundle as the App Engine would, without judging it. Whoever calls it closes it. @throws OciPackError `format`, `io`, `aborted` */
export async function openBundle(path: string, signal: AbortSignal): Promise<OpenedBundle> {
  const { entries, fault, close } = await openContents(path, signal)
  const last = (role: SeenEntry['role']) => entries.findLast((entry) => entry.role === role)
  const descriptor = last('descriptor')
  const image = last('image')?.image
  if (descriptor?.bytes && image) {
    const named = { name: `${path}: ${descriptor.name}`, bytes: descriptor.bytes }
    return { descriptor: named, image, logo: last('logo')?.bytes, close }
  }
  await close()
  if (fault) throw fault
  throw new OciPackError(
    'format',
    `${path} is no bundle: it has no ${image ? 'descriptor.yml' : 'image'} that can be read`,
    {
      hint: `oci-pack check tells more. ${bundleHint}`,
    },
  )
}
