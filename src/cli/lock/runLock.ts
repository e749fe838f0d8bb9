import type { LockOptions } from '../../api/lock/lock.js'
import { OciPackError } from '../../core/errors.js'
import type { Api } from '../api.js'
import { type BuildFlags, buildRequest } from '../build/request.js'
import { type Io, print } from '../io.js'
import { progressMode } from '../progress/flags.js'
import { withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { lockText } from './lockText.js'

/** The flags of `oci-pack lock` as they were written. */
export interface LockFlags extends BuildFlags {
  readonly check?: boolean
  readonly update?: boolean
  readonly updateOnly?: readonly string[]
  readonly json?: boolean
}

/** Writes a lock, or tells whether it is up to date; gives the exit status. */
export async function runLock(context: string, flags: LockFlags, io: Io, api: Pick<Api, 'lock'>): Promise<number> {
  const mode = progressMode(flags, io)
  return withProgress(
    mode,
    io,
    async (progress) => {
      const { check = false, json } = flags
      const request = lockRequest(context, flags, io.env)
      const report = await stoppable((signal) => api.lock({ ...request, env: io.env, onEvent: progress.emit, signal }))
      progress.succeed(report)
      await print(io.stdout, json ? `${JSON.stringify(report, null, 2)}\n` : lockText(report, check))
      return check && !report.same ? 1 : 0
    },
    { doing: 'Locking', done: 'Locked' },
  )
}

/** @throws OciPackError `usage` */
function lockRequest(context: string, flags: LockFlags, env: Io['env']): LockOptions {
  const { check, update, updateOnly, platform } = flags
  if (check && (update || updateOnly)) {
    throw new OciPackError('usage', '--check writes nothing, so there is nothing to update', {
      hint: 'Leave one of them out.',
    })
  }
  const platforms = platform?.flatMap((text) => text.split(','))
  return {
    ...buildRequest(context, { ...flags, platform: [] }, env),
    ...(platforms && { platforms }),
    ...(check && { check }),
    ...(update ? { update } : updateOnly && { update: updateOnly }),
  }
}
