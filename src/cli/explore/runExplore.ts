import { Readable } from 'node:stream'
import { writeOutput } from '../../export/output.js'
import type { Api } from '../api.js'
import { type RegistryFlags, registryOf } from '../flags/registry.js'
import { type Io, print } from '../io.js'
import { stoppable } from '../signals.js'
import { oneLine } from '../text/harmless.js'
import { formatBytes } from '../text/units.js'

/** The flags of `oci-pack explore` as they were written. */
export interface ExploreFlags extends RegistryFlags {
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
  const bytes = await stoppable(async (signal) => {
    const page = Buffer.from(await api.explore(image, { ...flags, registry: registryOf(flags), env: io.env, signal }))
    await writeOutput(output, Readable.from([page]), signal)
    return page.byteLength
  })
  if (output !== '-') await print(io.stdout, `${oneLine(output)}: ${formatBytes(bytes)}, to be opened in a browser\n`)
  return 0
}
