import { readExtent } from '../core/host/readExtent.js'
import { maxDocumentSize } from '../oci/manifest.js'
import { parseJson } from '../oci/portable/json.js'
import type { StoredFile } from './files.js'

/** The JSON in a file; undefined where it is none, or too large for a document. @throws OciPackError `integrity`, `io` */
export async function readJson(file: StoredFile): Promise<unknown> {
  if (file.size > maxDocumentSize) return undefined
  const chunks: Uint8Array[] = []
  for await (const chunk of readExtent(file, file.size)) chunks.push(chunk)
  return parseJson(Buffer.concat(chunks))
}
