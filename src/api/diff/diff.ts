import { bytesOfText } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import { Details } from '../../diff/content/details.js'
import { diffImages, type ReadableImage } from '../../diff/diffImages.js'
import { Contents } from '../../diff/files/contents.js'
import type { FileDifference } from '../../diff/files/difference.js'
import { cleanPath } from '../../oci/tar/cleanPath.js'
import { asStep } from '../asStep.js'
import { type FoundImage, withImage } from '../images/withImage.js'
import type { DiffOptions } from './options.js'
import type { DiffReport, FileReport } from './report.js'
import { fileReport, reportOf } from './reportOf.js'

/**
 * Tells what two images have not alike, wherever each is: an archive, a layout, a Task's bundle, a registry. How they are stored makes no
 * difference. @throws OciPackError, and the signal's reason
 */
export async function diff(before: string, after: string, options: DiffOptions = {}): Promise<DiffReport> {
  const { onEvent: emit = () => undefined, paths = [] } = options
  const rules = { ignored: new Set(options.ignore), paths: paths.map(pathOf), signal: options.signal }
  return withImage(before, options, (a) =>
    withImage(after, options, async (b) => {
      const id = `diff ${before} ${after}`
      const contents = new Contents(
        (layer) => a.layers.plain(layer),
        (layer) => b.layers.plain(layer),
        options.signal,
      )
      try {
        const { text = true, context = 3, hex = false, details: limit = 100 } = options
        const details = new Details(contents, { text, context, hex }, limit)
        const told = (found: FileDifference): Promise<FileReport> => fileReport(found, details)
        const difference = await asStep(emit, id, `[diff] compare ${before} with ${after}`, () =>
          diffImages({ before: readable(a), after: readable(b), contents, rules, told }),
        )
        return reportOf(a, b, difference)
      } finally {
        contents.close()
      }
    }),
  )
}

function readable({ image, layers, kind }: FoundImage): ReadableImage {
  return { image, reading: layers, remote: kind === 'registry' }
}

function pathOf(text: string): string {
  const path = cleanPath(bytesOfText(text))
  if (path !== undefined) return path
  throw new OciPackError('usage', `the path ${JSON.stringify(text)} leaves the root`, {
    hint: 'Name a path from the root on: /etc/passwd.',
  })
}
