import { existsSync } from 'node:fs'
import type { Digest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import { normalizePlatform } from '../../core/platform.js'
import { parseReference, type Reference } from '../../oci/reference.js'
import { billDocument, type BillFormat } from '../../sbom/documents/document.js'
import type { Inventory } from '../../sbom/package.js'
import { scanTree } from '../../sbom/scan.js'
import type { Store } from '../../store/store.js'
import { openImage } from '../../task/image/openImage.js'
import { asStep } from '../asStep.js'
import { parsePlace } from '../copy/place.js'
import { type FoundImage, type ImageOptions, withImage } from '../images/withImage.js'
import { withStore } from '../withStore.js'
import { countOf, thisTool, warnOfUnread } from './attester.js'

/** What `oci-pack sbom` takes. */
export interface SbomOptions extends ImageOptions {
  /** An archive, an OCI layout, a bundle, or else a reference to an image of a registry. */
  readonly image: string
  /** `spdx` unless said. */
  readonly format?: BillFormat
  /** Give it to the registry too, as what refers to the image there. */
  readonly attach?: boolean | undefined
}

/** A bill of materials. */
export interface SbomResult {
  readonly mediaType: string
  /** JSON, with a line feed at its end. */
  readonly bytes: Uint8Array
  /** How many packages it names. */
  readonly packages: number
  /** What holds packages and could not be read. */
  readonly unread: readonly { readonly path: string; readonly why: string }[]
  /** The digest of the manifest that refers to the image, where the document was attached. */
  readonly attached?: Digest
}

/** Tells which packages an image holds. The same image gives the same bytes. @throws OciPackError */
export async function sbom({ image: place, ...options }: SbomOptions): Promise<SbomResult> {
  const { format = 'spdx', attach = false } = options
  if (attach) refuseAttach(place, options)
  return withImage(place, options, async (found) => {
    const { manifestDigest, image } = found
    const inventory = await packagesOf(found, options)
    const names = found.names.flatMap(referenceOf)
    const subject = { names, manifestDigest, platform: normalizePlatform(image.config), created: image.config.created }
    const document = billDocument({ subject, inventory, origins: [], tool: thisTool() }, format)
    const { mediaType, bytes } = document
    const result = { mediaType, bytes, packages: inventory.packages.length, unread: inventory.unread }
    const [reference] = names
    if (!attach || !reference) return result
    const { attachDocument } = await import('./attach.js')
    return { ...result, attached: await attachDocument(document, reference, manifestDigest, options) }
  })
}

/** Looks for packages in an image's files. Its layers are brought into the store, and verified so. */
async function packagesOf(
  { place, image, store }: FoundImage,
  options: Omit<SbomOptions, 'image'>,
): Promise<Inventory> {
  const { onEvent: emit = () => undefined } = options
  const scan = async (store: Store): Promise<Inventory> => {
    const opened = await openImage(store, image)
    try {
      return await scanTree(opened.tree, opened.reader)
    } finally {
      opened.close()
    }
  }
  const look = (): Promise<Inventory> => (store ? scan(store) : withStore(options, scan))
  const inventory = await asStep(emit, `sbom ${place}`, `[sbom] look for packages in ${place}`, look, countOf)
  warnOfUnread(inventory, emit)
  return inventory
}

/** @throws OciPackError `usage` */
function refuseAttach(place: string, { offline = false }: Omit<SbomOptions, 'image'>): void {
  const isHere = existsSync(place) || parsePlace(place).kind === 'path'
  if (!offline && !isHere) return
  const why = offline ? 'offline, no registry is asked' : `${place} lies on this machine`
  throw new OciPackError('usage', `a bill of materials is attached to an image of a registry, and ${why}`, {
    hint: 'Name an image of a registry, or write the bill to a file: -o FILE.',
  })
}

/** A layout's mere tag names no image. */
function referenceOf(name: string): Reference[] {
  if (!/[/:]/.test(name)) return []
  try {
    return [parseReference(name)]
  } catch {
    return []
  }
}
