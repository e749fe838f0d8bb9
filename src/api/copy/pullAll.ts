import { OciPackError } from '../../core/errors.js'
import { formatReference } from '../../oci/reference.js'
import { repositoryOf } from './allTags.js'
import { destinationOf } from './destination.js'
import type { CopyReport, PullOptions } from './options.js'
import { placeOf } from './pull.js'
import { withSource } from './source.js'
import { withTools } from './tools.js'
import { compresses, send, wantedFor } from './transfer.js'

/**
 * Copies all that a repository has a tag for into an OCI layout's folder, under its tags: what `oci-pack pull --all-tags` does.
 * @throws OciPackError as `pull`; what was copied before stays there
 */
export async function pullAll({ reference, output, format, ...options }: PullOptions): Promise<CopyReport[]> {
  const repository = repositoryOf(reference)
  const destination = output === undefined ? undefined : await destinationOf(placeOf(output, format))
  if (destination?.kind !== 'path' || destination.format !== 'oci' || destination.name !== undefined)
    throw new OciPackError('usage', `${output ?? 'image.tar'} does not hold all tags of a repository`, {
      hint: `Name the folder of an OCI layout: --output oci:FOLDER.`,
    })
  const name = formatReference(repository)
  const wanted = wantedFor(destination, options)
  const place = { kind: 'registry', text: name } as const
  return withTools(options, compresses({ ...place, reference: repository }, destination, options), async (tools) => {
    const tags = await (await tools.client()).tags(repository, tools.signal)
    if (tags.length === 0)
      throw new OciPackError('not-found', `${name} has no tags`, {
        hint: 'Check the name; oci-pack ls NAME tells the tags of a repository.',
      })
    const reports: CopyReport[] = []
    for (const tag of tags.sort()) {
      const tagged = { ...place, reference: { ...repository, tag } }
      reports.push(await withSource(tagged, wanted, tools, (source) => send(source, destination, options, tools)))
    }
    return reports
  })
}
