import type { ProvenanceMode } from '../../provenance/statement.js'
import type { BillFormat } from '../../sbom/documents/document.js'

/** What is told of an image beside the image itself: see docs/attest.md. */
export interface AttestOptions {
  /** A bill of materials: which packages are in it. */
  readonly sbom?: { readonly format: BillFormat } | undefined
  /** Where it comes from. */
  readonly provenance?: { readonly mode: ProvenanceMode; readonly builderId?: string | undefined } | undefined
}
