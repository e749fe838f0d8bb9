import type { VerifyResult } from '../../api/verify/result.js'
import { readVersion } from '../../core/host/version.js'
import type { Api } from '../api.js'
import { sarif } from '../check/sarif.js'
import { type RegistryFlags, registryOf } from '../flags/registry.js'
import { type Io, print } from '../io.js'
import { type ProgressFlags, progressMode } from '../progress/flags.js'
import { withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { type Style, styleFor } from '../text/style.js'
import { errorsText, verifyText } from './verifyText.js'

/** The flags of `oci-pack verify` as they were written. */
export interface VerifyFlags extends RegistryFlags, ProgressFlags {
  readonly name?: string
  readonly platform?: string
  readonly format: 'text' | 'json' | 'sarif'
  readonly json?: boolean
  readonly offline?: boolean
  readonly cacheDir?: string
  readonly cacheMaxSize?: number
}

/** Verifies an image and prints what was found; gives the exit status. */
export async function runVerify(image: string, flags: VerifyFlags, io: Io, api: Pick<Api, 'verify'>): Promise<number> {
  const { name, platform, offline, cacheDir, cacheMaxSize } = flags
  const request = { name, platform, offline, cacheDir, cacheMaxSize, registry: registryOf(flags), env: io.env }
  return withProgress(
    progressMode(flags, io),
    io,
    async ({ emit, succeed }) => {
      const result = await stoppable((signal) => api.verify(image, { ...request, onEvent: emit, signal }))
      succeed(result)
      await print(io.stdout, formatResult(result, flags, styleFor(io.stdout, io.env)))
      return result.passes ? 0 : 1
    },
    { doing: 'Verifying', done: 'Verified' },
  )
}

function formatResult(result: VerifyResult, { format, json, quiet }: VerifyFlags, style: Style): string {
  if (json || format === 'json') return `${JSON.stringify(result, null, 2)}\n`
  if (format === 'sarif') return `${JSON.stringify(sarif(result.findings, readVersion()), null, 2)}\n`
  return quiet ? errorsText(result, style) : verifyText(result, style)
}
