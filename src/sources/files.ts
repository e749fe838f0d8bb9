import type { Digest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import { sha256 } from '../core/hash.js'
import { readExtent } from '../core/host/readExtent.js'
import type { Descriptor } from '../oci/descriptor.js'
import type { Extent } from '../oci/image.js'
import { blobName } from '../oci/layout.js'
import { maxDocumentSize } from '../oci/manifest.js'

/** A file of an archive or a layout: `size` bytes from `offset` on. */
export interface StoredFile extends Extent {
  readonly size: number
}

/** The files that an archive or a layout folder holds, by their names in it. */
export interface StoredFiles {
  /** The archive or folder itself, for messages. */
  readonly path: string
  /** The regular file of a name, links followed. @throws OciPackError `format`, `io` */
  find(name: string): Promise<StoredFile | undefined>
}

/** The file of a name, which must be there. @throws OciPackError `format` */
export async function requireFile(files: StoredFiles, name: string): Promise<StoredFile> {
  const file = await files.find(name)
  if (file) return file
  throw new OciPackError('format', `${files.path} lacks ${name}`, { hint: 'It is incomplete: make or copy it again.' })
}

const changed = "It was changed or cut short: make or copy it again; 'oci-pack verify' tells all that is wrong with it."

/** The file of a blob, with the size that its descriptor says. @throws OciPackError `format`, `integrity` */
export async function requireBlob(files: StoredFiles, { digest, size }: Descriptor): Promise<StoredFile> {
  const file = await requireFile(files, blobName(digest))
  if (file.size === size) return file
  throw new OciPackError(
    'integrity',
    `${files.path}: blob ${digest} has ${file.size} bytes where ${size} are expected`,
    {
      hint: changed,
    },
  )
}

/** A JSON document's bytes. @throws OciPackError `format` where it is too large, `integrity`, `io` */
export async function readDocument(files: StoredFiles, name: string): Promise<Uint8Array> {
  const file = await requireFile(files, name)
  if (file.size > maxDocumentSize) {
    throw new OciPackError(
      'format',
      `${files.path}: ${name} has ${file.size} bytes; at most ${maxDocumentSize} are read`,
    )
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of readExtent(file, file.size)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The bytes of a blob that is a JSON document, once they match its descriptor. @throws OciPackError `format`, `integrity`, `io` */
export async function readBlob(files: StoredFiles, descriptor: Descriptor): Promise<Uint8Array> {
  await requireBlob(files, descriptor)
  const name = blobName(descriptor.digest)
  return verified(files, name, await readDocument(files, name), descriptor.digest)
}

/** The same bytes, if their digest is the expected one. @throws OciPackError `integrity` */
export function verified(files: StoredFiles, name: string, bytes: Uint8Array, expected: Digest): Uint8Array {
  const found = sha256(bytes)
  if (found === expected) return bytes
  throw new OciPackError('integrity', `${files.path}: ${name} is corrupt: its bytes have the digest ${found}`, {
    hint: changed,
  })
}
