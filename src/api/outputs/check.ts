import { OciPackError } from '../../core/errors.js'
import { taggedName } from '../taggedName.js'
import type { OutputOption } from './option.js'

interface Asked {
  readonly tags?: readonly string[]
  readonly offline?: boolean | undefined
  /** How many images are built. */
  readonly images: number
}

/** Refuses outputs that could not be written, before anything is built. @throws OciPackError `usage`, `reference` */
export function checkOutputs(outputs: readonly OutputOption[], { tags = [], offline = false, images }: Asked): void {
  for (const output of outputs) {
    if (output.type !== 'registry') {
      if (output.type === 'docker' && output.dest === '-' && images > 1) {
        throw refuse(
          'each archive for docker load holds one image, and several archives cannot go to standard output',
          'Write one OCI archive: --output type=oci,dest=-.',
        )
      }
      continue
    }
    if (offline) throw refuse('pushing asks a registry, and --offline asks none', 'Leave one of them out.')
    const names = output.names ?? tags
    if (names.length === 0)
      throw refuse('the image has no name to be pushed by', 'Name it: --tag registry.example/my/task:1.0.0.')
    for (const name of names) taggedName(name)
  }
}

function refuse(message: string, hint: string): OciPackError {
  return new OciPackError('usage', message, { hint })
}
