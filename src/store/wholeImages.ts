import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { type Digest, hexOf, isDigest } from '../core/digest.js'
import { systemError } from '../core/errors.js'
import { sha256 } from '../core/hash.js'
import { type Descriptor, type Index, type Manifest, mediaTypes } from '../oci/descriptor.js'
import { blobName, nameAnnotations } from '../oci/layout.js'
import { check, encodeJson, maxDocumentSize, parseJson, parseManifestOrIndex } from '../oci/manifest.js'
import { ociForm } from '../oci/ociForm.js'
import { formatReference, parseReference } from '../oci/reference.js'
import { isAttestation } from '../oci/selectPlatform.js'

/** The kind of the records that tell what a tag meant when it was last asked for. */
export const tagRecords = 'tags'

const tagRecord = v.object({
  digest: v.custom<Digest>((value) => typeof value === 'string' && isDigest(value)),
  what: v.string(),
})

/** Indexes within indexes that are followed. */
const maxDepth = 4

/** An entry of an index. */
export interface WholeImage {
  readonly entry: Descriptor
  /** The manifest that the entry is of, where it has to be made: not all who read layouts know Docker's, so that it is told in its OCI form. */
  readonly made?: Uint8Array
}

/**
 * The entries of an OCI layout's index (OCI image-spec, image-layout.md) for the images of a store that are there with all that belongs to
 * them, by their names. An index of which some platforms are here is told as those platforms. @param gone the hex digests of blobs that are not to count
 */
export function wholeImages(dir: string, gone: ReadonlySet<string> = new Set()): WholeImage[] {
  const blobs = new Blobs(dir, gone)
  return tagged(join(dir, 'records', tagRecords)).flatMap(({ name, full, digest }) =>
    blobs.wholeOf(digest).map(({ entry, ...more }) => {
      const annotations = { ...entry.annotations, [nameAnnotations.full]: full, [nameAnnotations.ref]: name }
      return { entry: { ...entry, annotations }, ...more }
    }),
  )
}

/** Whether the image or index of a digest is in a store with all that belongs to it. */
export function isWhole(dir: string, digest: Digest): boolean {
  return new Blobs(dir, new Set()).wholeOf(digest).some(({ entry }) => entry.digest === digest)
}

interface Tagged {
  /** As people write it, `busybox:latest`, and complete. */
  readonly name: string
  readonly full: string
  readonly digest: Digest
}

/** What the tags in the folder of their records mean, by name. */
function tagged(folder: string): Tagged[] {
  const found: Tagged[] = []
  for (const file of namesIn(folder)) {
    try {
      const { digest, what } = check(tagRecord, parseJson(readFileSync(join(folder, file)), file), file)
      found.push({ name: what, full: formatReference(parseReference(what)), digest })
    } catch {
      // It is damaged, or was pruned in this moment: the tag is asked for again.
    }
  }
  return found.sort((a, b) => (a.full < b.full ? -1 : 1))
}

/** The blobs of a store, as they are at the moment. */
class Blobs {
  readonly #dir: string
  readonly #gone: ReadonlySet<string>

  constructor(dir: string, gone: ReadonlySet<string>) {
    this.#dir = dir
    this.#gone = gone
  }

  /** What a digest stands for, if all of it is here; else those of an index's platforms of which all is. */
  wholeOf(digest: Digest): WholeImage[] {
    const size = this.#sizeOf(digest)
    const document = size === undefined ? undefined : this.#document(digest, size)
    if (size === undefined || !document) return []
    return this.#whole({ mediaType: document.mediaType, digest, size }, document, maxDepth)
  }

  #whole(entry: Descriptor, document: Manifest | Index, depth: number): WholeImage[] {
    if (!('manifests' in document)) {
      const parts = [document.config, ...document.layers]
      const isHere = parts.every((part) => this.#sizeOf(part.digest) === part.size)
      return isHere ? this.#readable(entry, document) : []
    }
    if (depth === 0) return []
    const members = document.manifests.map((member) => {
      const inner = this.#document(member.digest, member.size)
      return { member, found: inner ? this.#whole(member, inner, depth - 1) : [] }
    })
    if (members.length > 0 && members.every(({ member, found }) => found[0]?.entry === member)) return [{ entry }]
    return members.filter(({ member }) => !isAttestation(member)).flatMap(({ found }) => found)
  }

  #readable(entry: Descriptor, manifest: Manifest): WholeImage[] {
    if (entry.mediaType !== mediaTypes.dockerManifest) return [{ entry }]
    const form = ociForm(manifest)
    if (!form) return []
    const made = encodeJson(form)
    const digest = sha256(made)
    if (this.#gone.has(hexOf(digest))) return []
    return [{ entry: { ...entry, mediaType: form.mediaType, digest, size: made.byteLength }, made }]
  }

  #document(digest: Digest, size: number): Manifest | Index | undefined {
    if (size > maxDocumentSize || this.#sizeOf(digest) !== size) return undefined
    try {
      const bytes = readFileSync(join(this.#dir, blobName(digest)))
      return sha256(bytes) === digest ? parseManifestOrIndex(bytes, digest) : undefined
    } catch {
      return undefined // It is none, or was pruned in this moment.
    }
  }

  #sizeOf(digest: Digest): number | undefined {
    if (this.#gone.has(hexOf(digest))) return undefined
    return statSync(join(this.#dir, blobName(digest)), { throwIfNoEntry: false })?.size
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return []
    throw error
  }
}
