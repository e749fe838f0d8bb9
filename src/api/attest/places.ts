import { provenanceExtension } from '../../provenance/statement.js'
import { billExtension } from '../../sbom/documents/document.js'
import type { AttestOptions } from './options.js'

/** Where the documents of an image lie that is written to `dest`: beside it. Standard output has no place beside it. */
export function attestationPlaces(dest: string, { sbom, provenance }: AttestOptions): string[] {
  if (dest === '-') return []
  return [
    ...(sbom ? [documentPlace(dest, billExtension(sbom.format))] : []),
    ...(provenance ? [documentPlace(dest, provenanceExtension)] : []),
  ]
}

/** `image.tar` and `spdx.json` give `image.tar.spdx.json`; a folder's place is beside the folder too. */
export function documentPlace(dest: string, extension: string): string {
  return `${dest.replace(/(?<=[^/])\/+$/, '')}.${extension}`
}
