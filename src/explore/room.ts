import { OciPackError } from '../core/errors.js'
import type { ExploreData } from './data.js'

/** As many files as several images may have in one page, which has some 0.1 kB of each. */
const mostFiles = 2_000_000

/** Refuses several images whose files are too many for one page. @throws OciPackError `unsupported` */
export function refuseTooMany(images: readonly Pick<ExploreData, 'place' | 'files'>[]): void {
  const [first, ...others] = images
  const count = images.reduce((sum, { files }) => sum + files.name.length, 0)
  if (!first || others.length === 0 || count <= mostFiles) return
  throw new OciPackError(
    'unsupported',
    `the images of ${first.place} have more than ${mostFiles} files together: a page cannot show them all`,
    { hint: 'Choose one of them with oci-pack explore: --name, --platform.' },
  )
}
