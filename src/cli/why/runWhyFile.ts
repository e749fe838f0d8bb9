import type { Api } from '../api.js'
import { type RegistryFlags, registryOf } from '../flags/registry.js'
import { type Io, print } from '../io.js'
import { type ProgressFlags, progressMode } from '../progress/flags.js'
import { lateMode, type Progress, withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { styleFor } from '../text/style.js'
import { whyFileText } from './whyFileText.js'

/** The flags of `oci-pack why` as they were written, where it tells of a file. */
export interface WhyFileFlags extends RegistryFlags, ProgressFlags {
  readonly name?: string
  readonly platform?: string | undefined
  readonly json?: boolean
  readonly offline?: boolean
  readonly cacheDir?: string
  readonly cacheMaxSize?: number
}

/** Tells why a file of an image is as it is; gives the exit status. */
export async function runWhyFile(
  image: string,
  path: string,
  flags: WhyFileFlags,
  io: Io,
  api: Pick<Api, 'whyFile'>,
): Promise<number> {
  const { stdout, env } = io
  const { name, platform, offline, cacheDir, cacheMaxSize } = flags
  const options = { name, platform, offline, cacheDir, cacheMaxSize, registry: registryOf(flags), env }
  const work = async ({ emit: onEvent, succeed }: Progress): Promise<number> => {
    const report = await stoppable((signal) => api.whyFile(image, path, { ...options, onEvent, signal }))
    succeed(report)
    const text = flags.json ? `${JSON.stringify(report, null, 2)}\n` : whyFileText(report, styleFor(stdout, env))
    await print(stdout, text)
    return 0
  }
  return withProgress(progressMode(flags, io, lateMode), io, work, { doing: 'Reading', done: 'Read' })
}
