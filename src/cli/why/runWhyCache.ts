import { OciPackError } from '../../core/errors.js'
import type { Api } from '../api.js'
import { type BuildFlags, onePlatformRequest } from '../build/request.js'
import { type Io, print } from '../io.js'
import { progressMode } from '../progress/flags.js'
import { withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { styleFor } from '../text/style.js'
import { whyCacheText } from './whyCacheText.js'

/** The flags of `oci-pack why` as they were written, where it tells of the cache. */
export interface WhyCacheFlags extends BuildFlags {
  readonly json?: boolean
}

/** Tells why RUNs would be executed; gives the exit status. */
export async function runWhyCache(
  context: string,
  line: string | undefined,
  flags: WhyCacheFlags,
  io: Io,
  api: Pick<Api, 'why'>,
): Promise<number> {
  return withProgress(progressMode(flags, io), io, async (progress) => {
    const request = { ...onePlatformRequest(context, flags, io.env), line: lineOf(line) }
    const report = await stoppable((signal) => api.why({ ...request, env: io.env, onEvent: progress.emit, signal }))
    progress.succeed(report)
    const text = flags.json ? `${JSON.stringify(report, null, 2)}\n` : whyCacheText(report, styleFor(io.stdout, io.env))
    await print(io.stdout, text)
    return 0
  })
}

/** @throws OciPackError `usage` */
function lineOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new OciPackError('usage', `${JSON.stringify(text)} is no line of a Dockerfile`, {
    hint: 'Give the number of the line on which the RUN begins.',
  })
}
