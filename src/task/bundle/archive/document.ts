import { baseName } from '../../../core/bytes.js'
import type { ImageFacts } from '../../../oci/verify/facts.js'
import type { TarListing } from './tarListing.js'

/** A document that names the images of an archive. */
export type DocumentName = ImageFacts['from']

/** The document by which the App Engine reads an archive: the first of the two decides, in whatever folder it is. */
export function documentOf({ entries }: TarListing): DocumentName | undefined {
  return entries.map(({ name }) => baseName(name)).find(isDocument)
}

function isDocument(name: string): name is DocumentName {
  return name === 'manifest.json' || name === 'index.json'
}
