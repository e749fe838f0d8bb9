import { Readable } from 'node:stream'
import { writeOutput } from '../../export/output.js'
import type { Api } from '../api.js'
import { type RegistryFlags, registryOf } from '../flags/registry.js'
import { type Io, print } from '../io.js'
import { type ProgressFlags, progressMode } from '../progress/flags.js'
import { lateMode, type Progress, withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { oneLine } from '../text/harmless.js'
import { formatBytes } from '../../core/formatBytes.js'

/** The flags of `oci-pack explore` as they were written. */
export interface ExploreFlags extends RegistryFlags, ProgressFlags {
  readonly output: string
  readonly name?: string
  readonly platform?: string
  readonly offline?: boolean
  readonly cacheDir?: string
  readonly cacheMaxSize?: number
}

/** Writes the page of an image, or the one that asks for an image; gives the exit status. */
export async function runExplore(
  image: string | undefined,
  { output, ...flags }: ExploreFlags,
  io: Io,
  api: Pick<Api, 'explore'>,
): Promise<number> {
  const work = async ({ emit: onEvent, succeed }: Progress): Promise<number> => {
    const bytes = await stoppable(async (signal) => {
      const options = { ...flags, registry: registryOf(flags), env: io.env, onEvent, signal }
      const page = Buffer.from(await api.explore(image, options))
      await writeOutput(output, Readable.from([page]), signal)
      return page.byteLength
    })
    succeed({ output, size: bytes })
    if (output !== '-') await print(io.stdout, `${oneLine(output)}: ${formatBytes(bytes)}, to be opened in a browser\n`)
    return 0
  }
  return withProgress(progressMode(flags, io, lateMode), io, work, { doing: 'Reading', done: 'Read' })
}
