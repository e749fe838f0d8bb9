import { OciPackError } from '../core/errors.js'
import type { Executor, Offer, RunRequest } from './executor.js'

/** An executor that serves a request, with its offer. */
export interface Choice {
  readonly executor: Executor
  readonly offer: Extract<Offer, { serves: true }>
}

/** The first executor that serves a request. @throws OciPackError `executor` that tells why each of them does not */
export async function chooseExecutor(executors: readonly Executor[], request: RunRequest): Promise<Choice> {
  const refusals: { name: string; why: string; hint: string | undefined }[] = []
  for (const executor of executors) {
    const offer = await executor.offer(request)
    if (offer.serves) return { executor, offer }
    refusals.push({ name: executor.name, why: offer.why, hint: offer.hint })
  }
  const tried = refusals.map(({ name, why }) => `\n  ${name}: ${why}`).join('')
  const hints = refusals.flatMap(({ hint }) => (hint === undefined ? [] : [hint]))
  throw new OciPackError(
    'executor',
    `nothing on this machine can execute this RUN${tried === '' ? '' : `; tried:${tried}`}`,
    {
      hint: [
        ...new Set(hints.length > 0 ? hints : [plainCommands]),
        '`oci-pack doctor` tells what this machine can do.',
      ].join(' '),
    },
  )
}

const plainCommands =
  'Build on Linux, or use only commands that need no program, such as chmod, mkdir, ln -s, rm and touch.'
