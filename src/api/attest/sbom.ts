import { existsSync } from 'node:fs'
import type { Digest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import { defaultPlatform, normalizePlatform, parsePlatform } from '../../core/platform.js'
import type { Image } from '../../oci/image.js'
import { parseReference, type Reference, withDefaultTag } from '../../oci/reference.js'
import { billDocument, type BillFormat } from '../../sbom/documents/document.js'
import { scanTree } from '../../sbom/scan.js'
import { openArchive } from '../../sources/openArchive.js'
import type { Store } from '../../store/store.js'
import { openImage } from '../../task/image/openImage.js'
import { archiveChoice } from '../images/choice.js'
import type { BuildOptions } from '../options.js'
import { registryPuller } from '../puller.js'
import { withStore } from '../withStore.js'
import { countOf, thisTool, warnOfUnread } from './attester.js'

/** What `oci-pack sbom` takes. */
export interface SbomOptions extends Pick<
  BuildOptions,
  'registry' | 'offline' | 'cacheDir' | 'cacheMaxSize' | 'env' | 'onEvent' | 'signal'
> {
  /** An archive, an OCI layout, or else a reference to an image of a registry. */
  readonly image: string
  /** `spdx` unless said. */
  readonly format?: BillFormat
  /** Which image of an archive, where there are several. */
  readonly name?: string | undefined
  /** For which platform; of a registry `linux/amd64` unless said. */
  readonly platform?: string | undefined
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
export async function sbom(options: SbomOptions): Promise<SbomResult> {
  const { image: place, format = 'spdx', attach = false, onEvent: emit = () => undefined } = options
  if (attach) refuseAttach(options)
  return withImage(options, async ({ store, image, names, manifestDigest }) => {
    const id = `sbom ${place}`
    emit({ type: 'step-start', id, name: `[sbom] look for packages in ${place}` })
    const opened = await openImage(store, image)
    try {
      const inventory = await scanTree(opened.tree, opened.reader)
      emit({ type: 'step-done', id, cached: false, detail: countOf(inventory) })
      warnOfUnread(inventory, emit)
      const { config } = image
      const subject = { names, manifestDigest, platform: normalizePlatform(config), created: config.created }
      const document = billDocument({ subject, inventory, origins: [], tool: thisTool() }, format)
      const { mediaType, bytes } = document
      const result = { mediaType, bytes, packages: inventory.packages.length, unread: inventory.unread }
      if (!attach) return result
      const { attachDocument } = await import('./attach.js')
      return { ...result, attached: await attachDocument(document, parseReference(place), manifestDigest, options) }
    } finally {
      opened.close()
    }
  })
}

/** @throws OciPackError `usage` */
function refuseAttach({ image, offline = false }: SbomOptions): void {
  if (!offline && !existsSync(image)) return
  const why = offline ? 'offline, no registry is asked' : `${image} lies on this machine`
  throw new OciPackError('usage', `a bill of materials is attached to an image of a registry, and ${why}`, {
    hint: 'Name an image of a registry, or write the bill to a file: -o FILE.',
  })
}

interface FoundImage {
  readonly store: Store
  readonly image: Image
  readonly names: readonly Reference[]
  readonly manifestDigest: Digest
}

/** What lies on this machine is meant before what a registry has. */
async function withImage<T>(options: SbomOptions, use: (found: FoundImage) => Promise<T>): Promise<T> {
  const { image: place, name, platform, registry = {}, offline = false } = options
  const { env = process.env, onEvent: emit = () => undefined, signal = new AbortController().signal } = options
  if (existsSync(place)) {
    const choice = archiveChoice({
      ...(name === undefined ? {} : { name }),
      ...(platform === undefined ? {} : { platform }),
    })
    const { image, names, manifestDigest } = await openArchive(place, choice)
    const found = { image, names: names.flatMap(referenceOf), manifestDigest }
    return withStore({ ...options, env }, (store) => use({ store, ...found }))
  }
  const reference = withDefaultTag(parseReference(place))
  return withStore({ ...options, env }, async (store) => {
    const { pull, close } = registryPuller(registry, { store, env, emit, signal, offline })
    try {
      const { image, digest } = await pull(place, platform === undefined ? defaultPlatform : parsePlatform(platform))
      return await use({ store, image, names: [reference], manifestDigest: digest })
    } finally {
      close()
    }
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
