import type { Compression } from '../compress/sniff.js'
import type { JsonObject } from '../portable/json.js'
import type { TarEnd } from '../tar/read.js'
import type { LayerContents } from './contents/layerContents.js'
import type { Member, Members } from './members.js'

/** What holds images. */
export type Form = 'archive' | 'layout' | 'registry'

/** What is known of a file's bytes after they were read once. */
export interface BlobFacts {
  readonly size: number
  /** Of the bytes as they are stored. */
  readonly digest: string
  readonly compression: Compression
  /** Of a layer: the digest of its plain bytes, or why it cannot be inflated. */
  readonly plain?: { readonly digest: string } | { readonly fault: string }
  /** Of a layer: what its tar holds. */
  readonly contents?: LayerContents
}

/** What points at a blob, as far as it is well-formed. */
export interface DescriptorFacts {
  readonly mediaType: string
  readonly digest: string
  readonly size: number | undefined
}

/** A part of an image: what is said of it, and what was found. */
export interface Part {
  /** The member that has it, as the document names it. */
  readonly name: string
  /** Undefined where manifest.json names it, which tells no more. */
  readonly descriptor?: DescriptorFacts
  /** The file itself; undefined where there is none. */
  readonly member?: Member
  /** How the member of that name leads to it, where it is a link. */
  readonly link?: 'link' | 'symlink'
}

/** An image as one of the documents names it. */
export interface ImageFacts {
  readonly from: 'manifest.json' | 'index.json'
  /** References, as they are written there. */
  readonly names: readonly string[]
  /** What `org.opencontainers.image.ref.name` says: a tag, or whatever its writer took for one. */
  readonly tags: readonly string[]
  /** Whether it is in an index that index.json names. */
  readonly nested: boolean
  /** Where an index names it. */
  readonly manifest?: Part
  readonly manifestDigest?: string
  readonly config: Part
  /** The configuration's JSON; undefined where there is none. */
  readonly json: JsonObject | undefined
  /** The lowest first. */
  readonly layers: readonly Part[]
}

/** A document that is not of the form that it should have, and why. */
export interface DocumentFault {
  readonly name: string
  readonly message: string
}

/** All images that an archive or the like names, and what is wrong with the documents that name them. */
export interface Documents {
  readonly images: readonly ImageFacts[]
  readonly faults: readonly DocumentFault[]
  /** Blobs that index.json, or an index in it, names and that are not there. */
  readonly missing: readonly string[]
  readonly attestations: number
  /** The names in the file `repositories`, by which the oldest readers go. */
  readonly repositories: readonly string[]
  /** Members that documents name, besides the parts of images. */
  readonly named: ReadonlySet<Member>
}

/** All that is known of an archive, a layout or an image in a registry. */
export interface ArchiveFacts {
  /** As the user named it. */
  readonly path: string
  readonly form: Form
  /** How the archive is compressed as a whole. */
  readonly compression: Compression
  readonly members: Members
  /** Why its members could not be read to the end. */
  readonly fault?: string
  readonly end?: TarEnd
  readonly documents: Documents
  readonly blobs: ReadonlyMap<Member, BlobFacts>
}
