import type { Api } from '../api.js'
import { type BuildFlags, onePlatformRequest } from '../build/request.js'
import { type Io, print } from '../io.js'
import { progressMode } from '../progress/flags.js'
import { withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { styleFor } from '../text/style.js'
import { reproductionText } from './reportText.js'

/** The flags of `oci-pack reproduce` as they were written. */
export interface ReproduceFlags extends BuildFlags {
  readonly name?: string
  readonly json?: boolean
}

/** Builds an image again and tells what differs; gives the exit status, which is 1 where anything does. */
export async function runReproduce(
  image: string,
  context: string,
  flags: ReproduceFlags,
  io: Io,
  api: Pick<Api, 'reproduce'>,
): Promise<number> {
  return withProgress(progressMode(flags, io), io, async (progress) => {
    const request = onePlatformRequest(context, flags, io.env)
    const report = await stoppable((signal) =>
      api.reproduce({ ...request, image, name: flags.name, env: io.env, onEvent: progress.emit, signal }),
    )
    progress.succeed(report)
    const text = flags.json
      ? `${JSON.stringify(report, null, 2)}\n`
      : reproductionText(report, [image, 'the build'], styleFor(io.stdout, io.env))
    await print(io.stdout, text)
    return report.same ? 0 : 1
  })
}
