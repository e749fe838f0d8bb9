import type { Layers } from '../build/layers.js'
import type { Emit } from '../core/events.js'
import { writeOutput } from '../export/output.js'
import type { Image } from '../oci/image.js'
import { imageContent } from '../oci/imageContent.js'
import type { Reference } from '../oci/reference.js'
import type { ContentReader } from '../rootfs/contentReader.js'
import type { OutputOption } from './options.js'

/** What it takes to write an image to an output. */
export interface Exporting {
  readonly output: OutputOption
  readonly names: readonly Reference[]
  readonly layers: Layers
  readonly reader: ContentReader
  /** Of the archive's own entries, in seconds since 1970. */
  readonly created: number
  readonly emit: Emit
  readonly signal: AbortSignal
}

/** Writes an image where an output says. @throws OciPackError `io`, `usage`, `aborted` */
export async function exportImage(image: Image, exporting: Exporting): Promise<void> {
  const { output, emit } = exporting
  const id = `export ${output.dest}`
  emit({
    type: 'step-start',
    id,
    name: `[export] ${output.type} to ${output.dest === '-' ? 'standard output' : output.dest}`,
  })
  try {
    await write(image, exporting)
    emit({ type: 'step-done', id, cached: false })
  } catch (error) {
    emit({ type: 'step-failed', id, message: error instanceof Error ? error.message : String(error) })
    throw error
  }
}

async function write(image: Image, { output, names, layers, reader, created, signal }: Exporting): Promise<void> {
  const { dest } = output
  const open = reader.stream.bind(reader)
  const tree = () => layers.view().at(image.layers)
  // Only what is asked for is loaded.
  switch (output.type) {
    case 'docker': {
      const { dockerArchive } = await import('../export/dockerArchive.js')
      return writeOutput(dest, dockerArchive(image, names, created), signal)
    }
    case 'oci': {
      if (output.tar === false) {
        const { writeOciLayout } = await import('../export/ociLayout.js')
        return writeOciLayout(imageContent(image), names, dest, signal)
      }
      const { ociArchive } = await import('../export/ociArchive.js')
      return writeOutput(dest, ociArchive(imageContent(image), names, created), signal)
    }
    case 'tar': {
      const { rootfsArchive } = await import('../export/rootfsArchive.js')
      return writeOutput(dest, rootfsArchive(await tree(), open), signal)
    }
    case 'rootfs': {
      const { writeRootfs } = await import('../export/rootfsFolder.js')
      return writeRootfs(await tree(), dest, open, signal)
    }
  }
}
