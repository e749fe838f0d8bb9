import type { Bill } from './bill.js'
import { cycloneDxDocument } from './cyclonedx.js'
import { spdxDocument } from './spdx.js'

export const billFormats = ['spdx', 'cyclonedx'] as const
/** The formats of bills of materials. */
export type BillFormat = (typeof billFormats)[number]

/** What tells of an image, as a file. */
export interface AttestationDocument {
  /** Of the document, by which registries tell kinds of artifacts apart. */
  readonly mediaType: string
  /** What its file is called behind the image's: `spdx.json`. */
  readonly extension: string
  /** What its file is called where it has no image's name: `sbom.spdx.json`. */
  readonly title: string
  readonly annotations?: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
}

const kinds = {
  spdx: { mediaType: 'application/spdx+json', extension: 'spdx.json', write: spdxDocument },
  cyclonedx: { mediaType: 'application/vnd.cyclonedx+json', extension: 'cdx.json', write: cycloneDxDocument },
}

/** What a bill's file is called behind the image's. */
export function billExtension(format: BillFormat): string {
  return kinds[format].extension
}

/** A bill of materials in one of its formats. */
export function billDocument(bill: Bill, format: BillFormat): AttestationDocument {
  const { mediaType, extension, write } = kinds[format]
  return { mediaType, extension, title: `sbom.${extension}`, bytes: jsonFile(write(bill)) }
}

/** A value as a JSON file that people read too. */
export function jsonFile(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)
}
