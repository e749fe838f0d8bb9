import { bytesOfText } from '../../core/bytes.js'
import { writeOutput } from '../../export/output.js'
import { rootfsArchive } from '../../export/rootfsArchive.js'
import { writeRootfs } from '../../export/rootfsFolder.js'
import { survey } from '../../inspect/survey.js'
import { ContentReader } from '../../rootfs/contentReader.js'
import { type Directory, emptyDirectory } from '../../rootfs/node.js'
import { find } from '../../rootfs/tree.js'
import { asStep } from '../asStep.js'
import { type ImageOptions, withImage } from '../images/withImage.js'
import { layerParts } from './layerParts.js'
import { missing } from './missing.js'
import { toldContents } from './toldContents.js'

/** What `oci-pack inspect IMAGE export` takes. */
export interface ExportFilesOptions extends ImageOptions {
  /** Where to: a name that ends in `.tar` is a tar archive, any other a folder, new or empty; `-` is an archive on standard output. */
  readonly output: string
  /** The directory whose content is written, or a file alone; all unless said. */
  readonly path?: string | undefined
}

/** Writes the files of an image, those of all layers together. @throws OciPackError */
export async function exportFiles(place: string, options: ExportFilesOptions): Promise<void> {
  const { output, path = '/', onEvent: emit = () => undefined, signal = new AbortController().signal } = options
  const id = `export ${output}`
  return withImage(place, options, async ({ image, layers }) => {
    const { tree } = survey(await layerParts(image.layers, layers.index))
    const wanted = partOf(tree, path)
    if (!wanted) throw missing(place, path)
    const reader = new ContentReader(layers.plain)
    const open = toldContents(wanted, reader.stream.bind(reader), (done, total) =>
      emit({ type: 'progress', id, name: 'bytes', done, total }),
    )
    try {
      await asStep(emit, id, `[export] files to ${output === '-' ? 'standard output' : output}`, () =>
        output === '-' || output.endsWith('.tar')
          ? writeOutput(output, rootfsArchive(wanted, open), signal)
          : writeRootfs(wanted, output, open, signal),
      )
    } finally {
      reader.close()
    }
  })
}

/** The directory at a path, or one with the file alone that is there; undefined where nothing is. */
function partOf(tree: Directory, path: string): Directory | undefined {
  const { node, path: leadsTo } = find(tree, bytesOfText(path))
  if (!node || node.type === 'directory') return node
  const alone = emptyDirectory()
  alone.children.set(leadsTo.slice(leadsTo.lastIndexOf('/') + 1), node)
  return alone
}
