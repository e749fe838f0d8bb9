import { OciPackError } from '../../core/errors.js'
import type { EngineOffer, TaskEngine, TaskRequest } from './engine.js'

/** An engine that serves a request, with its offer. */
export interface ChosenEngine {
  readonly engine: TaskEngine
  readonly offer: Extract<EngineOffer, { serves: true }>
}

/** The first engine that serves a request. @throws OciPackError `executor` that tells why each of them does not */
export async function chooseEngine(engines: readonly TaskEngine[], request: TaskRequest): Promise<ChosenEngine> {
  const refusals: { name: string; why: string; hint: string | undefined }[] = []
  for (const engine of engines) {
    const offer = await engine.offer(request)
    if (offer.serves) return { engine, offer }
    refusals.push({ name: engine.name, why: offer.why, hint: offer.hint })
  }
  const tried = refusals.map(({ name, why }) => `\n  ${name}: ${why}`).join('')
  const hints = [...new Set(refusals.flatMap(({ hint }) => hint ?? []))]
  throw new OciPackError('executor', `nothing on this machine can run this Task; tried:${tried}`, {
    hint: hints.length > 0 ? hints.join(' ') : 'Install Podman or Docker, or run it on Linux.',
  })
}
