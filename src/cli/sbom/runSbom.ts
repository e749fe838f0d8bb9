import { Readable } from 'node:stream'
import type { SbomOptions } from '../../api/attest/sbom.js'
import { writeOutput } from '../../export/output.js'
import type { BillFormat } from '../../sbom/documents/document.js'
import type { Api } from '../api.js'
import { type RegistryFlags, registryOf } from '../flags/registry.js'
import { type Io, print } from '../io.js'
import { type ProgressFlags, progressMode } from '../progress/flags.js'
import { withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'

/** The flags of `oci-pack sbom` as they were written. */
export interface SbomFlags extends RegistryFlags, ProgressFlags {
  readonly format: BillFormat
  readonly output?: string
  readonly attach?: boolean
  readonly name?: string
  readonly platform?: string
  readonly offline?: boolean
  readonly cacheDir?: string
  readonly cacheMaxSize?: number
}

/** Tells which packages an image holds; gives the exit status. */
export async function runSbom(image: string, flags: SbomFlags, io: Io, api: Pick<Api, 'sbom'>): Promise<number> {
  const { format, output, attach, name, platform, offline, cacheDir, cacheMaxSize } = flags
  const mode = progressMode(flags, io)
  return withProgress(
    mode,
    io,
    async (progress) => {
      const registry = registryOf(flags)
      const request: SbomOptions = { image, format, name, platform, attach, registry, offline, cacheDir, cacheMaxSize }
      await stoppable(async (signal) => {
        const made = await api.sbom({ ...request, env: io.env, onEvent: progress.emit, signal })
        progress.succeed({ packages: made.packages, unread: made.unread })
        if (output !== undefined && output !== '-') await writeOutput(output, Readable.from([made.bytes]), signal)
        if (made.attached !== undefined && output !== '-') await print(io.stdout, `${made.attached}\n`)
        else if (output === undefined || output === '-') await print(io.stdout, made.bytes)
      })
      return 0
    },
    { doing: 'Looking for packages', done: 'Looked' },
  )
}
