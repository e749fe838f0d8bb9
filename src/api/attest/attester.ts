import { Readable } from 'node:stream'
import type { Layers } from '../../build/layers.js'
import type { Digest } from '../../core/digest.js'
import type { Emit } from '../../core/events.js'
import { readVersion } from '../../core/host/version.js'
import { memo } from '../../core/memo.js'
import { normalizePlatform, platformOf } from '../../core/platform.js'
import { writeOutput } from '../../export/output.js'
import { pushReferrer } from '../../export/referrer.js'
import type { Image } from '../../oci/image.js'
import { imageContent } from '../../oci/imageContent.js'
import { parseReference, type Reference } from '../../oci/reference.js'
import { type BuildFacts, defaultBuilderId, provenanceDocument } from '../../provenance/statement.js'
import type { RegistryClient } from '../../registry/client.js'
import type { Repository } from '../../registry/session.js'
import type { ContentReader } from '../../rootfs/contentReader.js'
import type { Origin, Tool } from '../../sbom/documents/bill.js'
import { type AttestationDocument, billDocument } from '../../sbom/documents/document.js'
import type { Inventory } from '../../sbom/package.js'
import { scanTree } from '../../sbom/scan.js'
import { asStep } from '../asStep.js'
import type { OutputResult, ToldDescriptor, WrittenPlace } from '../outputs/option.js'
import type { Materials } from './materials.js'
import type { AttestOptions } from './options.js'
import { documentPlace, imagePlaces } from './places.js'

/** What it takes to tell of built images. */
export interface Attesting {
  readonly names: readonly Reference[]
  readonly layers: Layers
  readonly reader: ContentReader
  readonly materials: Materials
  readonly facts: BuildFacts
  readonly emit: Emit
  readonly signal: AbortSignal
}

/** Tells of images that were built: each is looked through but once, to however many places it goes. */
export class Attester {
  readonly #options: AttestOptions
  readonly #build: Attesting
  readonly #inventories = new Map<string, Promise<Inventory>>()

  constructor(options: AttestOptions, build: Attesting) {
    this.#options = options
    this.#build = build
  }

  /**
   * What is told of an image. @param manifestDigest of the manifest that it has where it goes: there its layers may be compressed
   * @throws OciPackError `io`
   */
  async documents(image: Image, manifestDigest: Digest): Promise<AttestationDocument[]> {
    const { sbom, provenance } = this.#options
    const { names, materials, facts } = this.#build
    const { config } = image
    const subject = { names, manifestDigest, platform: normalizePlatform(config), created: config.created }
    const origins: readonly Origin[] = materials.origins(image.layers)
    const documents: AttestationDocument[] = []
    if (sbom) {
      const inventory = await memo(this.#inventories, key(image), () => this.#scan(image))
      documents.push(billDocument({ subject, inventory, origins, tool: thisTool() }, sbom.format))
    }
    if (provenance) {
      const { mode, builderId = defaultBuilderId } = provenance
      const history = config.history ?? []
      documents.push(provenanceDocument({ subject, origins, facts, history, tool: thisTool(), mode, builderId }))
    }
    return documents
  }

  /**
   * Tells of images where an output has put them: beside a file or a folder, or in the registry as what refers to them.
   * @throws OciPackError `io`, `registry`, `integrity`, `aborted`
   */
  async tell(images: readonly Image[], output: OutputResult, client: () => Promise<RegistryClient>): Promise<void> {
    if (output.type === 'registry') return this.#tellRegistries(images, output.written, await client())
    const platforms = images.map(({ config }) => platformOf(config))
    const places = imagePlaces(output.dest, platforms)
    for (const [i, image] of images.entries()) {
      const subject = manifestsOf(output.written)[i] ?? imageContent(image).descriptor
      for (const { extension, bytes } of await this.documents(image, subject.digest))
        await writeOutput(
          documentPlace(places[i] ?? output.dest, extension),
          Readable.from([bytes]),
          this.#build.signal,
        )
    }
  }

  async #tellRegistries(
    images: readonly Image[],
    written: readonly WrittenPlace[],
    client: RegistryClient,
  ): Promise<void> {
    const repositories = new Map<string, Repository>()
    for (const { host, repository } of written.map(({ place }) => parseReference(place)))
      repositories.set(`${host}/${repository}`, { host, repository })
    for (const [i, image] of images.entries()) {
      const subject = manifestsOf(written)[i]
      if (!subject) continue
      const documents = await this.documents(image, subject.digest)
      for (const repository of repositories.values())
        for (const document of documents) await pushReferrer(client, subject, repository, document, this.#build.signal)
    }
  }

  async #scan(image: Image): Promise<Inventory> {
    const { layers, reader, emit } = this.#build
    const id = `sbom ${image.layers.at(-1)?.diffId ?? ''}`
    const look = async (): Promise<Inventory> => scanTree(await layers.view().at(image.layers), reader)
    const inventory = await asStep(emit, id, '[sbom] look for packages', look, countOf)
    warnOfUnread(inventory, emit)
    return inventory
  }
}

/** The manifest of each image, as it was written; none where only files were. */
function manifestsOf(written: readonly WrittenPlace[]): readonly ToldDescriptor[] {
  const [first, ...more] = written
  if (first?.manifests) return first.manifests
  return [first, ...(first?.platform === undefined ? [] : more)].flatMap((place) => place?.descriptor ?? [])
}

function key({ layers }: Image): string {
  return layers.map(({ diffId }) => diffId).join()
}

export function countOf({ packages }: Inventory): string {
  return packages.length === 1 ? '1 package' : `${packages.length} packages`
}

/** A bill that is not whole is told so. */
export function warnOfUnread({ unread }: Inventory, emit: Emit): void {
  for (const { path, why } of unread)
    emit({ type: 'warning', message: `the bill of materials lacks what ${path} holds: ${why}` })
}

/** This program, as documents name it. */
export function thisTool(): Tool {
  return { name: 'oci-pack', version: readVersion() }
}
