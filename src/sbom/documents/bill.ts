import type { Digest } from '../../core/digest.js'
import { formatPlatform, type Platform } from '../../core/platform.js'
import { familiarReference, type Reference } from '../../oci/reference.js'
import type { Inventory } from '../package.js'
import { formatPurl } from '../purl.js'

/** The image that is told of. */
export interface Subject {
  /** Its names, the first of which it is told by. */
  readonly names: readonly Reference[]
  readonly manifestDigest: Digest
  readonly platform: Platform
  /** The time of the image, as its configuration has it. */
  readonly created: string | undefined
}

/** What an image was made from. */
export interface Origin {
  /** An image of a registry, a file at an address, or a commit. */
  readonly kind: 'image' | 'file' | 'git'
  /** As it is told: `debian:bookworm`, the address. */
  readonly name: string
  /** A package URL of an image; for others, where it is had, as SPDX writes places. */
  readonly uri: string
  /** Of an image's manifest or index, or of a file. A commit is named by its place. */
  readonly digest?: Digest | undefined
  /** Whether the image's lowest layers are all of its: it was built FROM it. */
  readonly isBase: boolean
}

/** The program that tells. */
export interface Tool {
  readonly name: string
  readonly version: string
}

/** All that a bill of materials tells. */
export interface Bill {
  readonly subject: Subject
  readonly inventory: Inventory
  readonly origins: readonly Origin[]
  readonly tool: Tool
}

/** What an image is called in documents: its first name, or else its digest. */
export function subjectName({ names, manifestDigest }: Subject): string {
  const [first] = names
  return first ? familiarReference(first) : manifestDigest
}

/** An image as a package URL of type `oci`, which needs a name; undefined without one. */
export function subjectPurl({ names, manifestDigest, platform }: Subject): string | undefined {
  const [first] = names
  if (!first) return undefined
  const { host, repository, tag } = first
  const qualifiers = { arch: platform.architecture, repository_url: `${host}/${repository}`, tag }
  return formatPurl({
    type: 'oci',
    name: repository.split('/').at(-1) ?? repository,
    version: manifestDigest,
    qualifiers,
  })
}

/** An image of a registry as a package URL of type `docker`, as BuildKit writes them. */
export function dockerPurl(reference: Reference, platform: Platform, digest?: Digest): string {
  const { host, repository, tag } = reference
  const path = familiarReference({ host, repository }).split('/')
  return formatPurl({
    type: 'docker',
    namespace: path.slice(0, -1).join('/') || undefined,
    name: path.at(-1) ?? repository,
    version: tag ?? digest,
    qualifiers: { digest: tag === undefined ? undefined : digest, platform: formatPlatform(platform) },
  })
}

/** The time of an image in whole seconds, as both formats want it; 1970 where it has none, so that the same image gives the same document. */
export function createdTime({ created }: Subject): string {
  const time = Date.parse(created ?? '')
  return `${new Date(Number.isNaN(time) ? 0 : time).toISOString().slice(0, 19)}Z`
}
