import { OciPackError } from '../../core/errors.js'
import { parseReference } from '../../oci/reference.js'
import { destinationOf } from './destination.js'
import type { CopyReport, PullOptions } from './options.js'
import { parsePlace, type Place } from './place.js'
import { transfer } from './transfer.js'

const formats = { docker: 'docker-archive', oci: 'oci-archive', 'oci-folder': 'oci' } as const

/** Copies an image of a registry into a file or a folder: what `oci-pack pull` does. @throws OciPackError */
export async function pull({ reference, output = 'image.tar', format, ...options }: PullOptions): Promise<CopyReport> {
  const name = reference.replace(/^docker:\/\//, '')
  const source: Place = { kind: 'registry', text: reference, reference: parseReference(name) }
  return transfer(source, await destinationOf(placeOf(output, format)), options)
}

/** A path alone, whatever it looks like, is a file of the form that is asked for; what says its form itself is so. */
export function placeOf(output: string, format: PullOptions['format']): Place {
  const isFormatted = /^(docker-archive|oci-archive|oci|oci-layout):/.test(output)
  if (!isFormatted) return { kind: 'path', text: output, path: output, format: formats[format ?? 'docker'] }
  if (format === undefined) return parsePlace(output)
  throw new OciPackError(
    'usage',
    `${output} says in which form it is to be written, and so does the format ${format}`,
    {
      hint: 'Leave one of them out.',
    },
  )
}
