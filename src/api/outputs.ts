import type { Layers } from '../build/layers.js'
import type { Emit } from '../core/events.js'
import type { Image } from '../oci/image.js'
import type { IndexAnnotations } from '../oci/indexContent.js'
import { familiarReference, type Reference } from '../oci/reference.js'
import type { RegistryClient } from '../registry/client.js'
import type { ContentReader } from '../rootfs/contentReader.js'
import type { Store } from '../store/store.js'
import { asStep } from './asStep.js'
import type { OutputOption, OutputResult, WrittenPlace } from './outputs/option.js'
import { packed } from './outputs/packed.js'

/** What it takes to write images to outputs. */
export interface Exporting {
  readonly names: readonly Reference[]
  /** What is said of an index of several images. */
  readonly annotations: IndexAnnotations
  readonly store: Store
  readonly layers: Layers
  readonly reader: ContentReader
  /** Of the archive's own entries, in seconds since 1970. */
  readonly created: number
  /** Who speaks to registries. */
  readonly client: () => Promise<RegistryClient>
  readonly emit: Emit
  readonly signal: AbortSignal
}

/**
 * Writes the images of a build, one for each platform, where an output says; tells of it as of a step of the build.
 * @throws OciPackError `io`, `registry`, `integrity`, `usage`, `aborted`
 */
export async function exportImages(
  images: readonly Image[],
  output: OutputOption,
  exporting: Exporting,
): Promise<OutputResult> {
  const { emit } = exporting
  const { id, name } = stepOf(output, exporting.names)
  const written = await asStep(emit, id, `[export] ${name}`, () => write(images, output, exporting))
  return { ...output, written }
}

function stepOf(output: OutputOption, names: readonly Reference[]): { readonly id: string; readonly name: string } {
  if (output.type === 'registry') {
    const pushed = (output.names ?? names.map(familiarReference)).join(', ')
    return { id: `export ${pushed}`, name: `pushing ${pushed}` }
  }
  const { type, dest } = output
  return { id: `export ${dest}`, name: `${type} to ${dest === '-' ? 'standard output' : dest}` }
}

/** Only what is asked for is loaded. */
async function write(
  images: readonly Image[],
  output: OutputOption,
  exporting: Exporting,
): Promise<readonly WrittenPlace[]> {
  const stored = (): Promise<readonly Image[]> => packed(images, output, exporting)
  switch (output.type) {
    case 'docker':
      return (await import('./outputs/docker.js')).writeDocker(await stored(), output, exporting)
    case 'oci':
      return (await import('./outputs/oci.js')).writeOci(await stored(), output, exporting)
    case 'registry':
      return (await import('./outputs/push.js')).push(images, output, exporting)
    case 'tar':
    case 'rootfs':
      return (await import('./outputs/rootfs.js')).writeFiles(images, output, exporting)
  }
}
