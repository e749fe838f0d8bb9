import { Shared } from './shared.js'
import type { Store } from './store.js'
import { Turn, type TurnPlace, turnEnds } from './turn.js'

const making = new Shared<undefined>()

export interface Making {
  /** What is made, in letters that can name a file. */
  readonly name: string
  /** Whether it is in the store by now. */
  readonly isThere: () => Promise<boolean>
  /** Makes it; calls `goesOn` now and then, or another process takes over after a minute. */
  readonly make: (goesOn: () => void) => Promise<void>
  /** Bounds how much is made at the same time; who waits for another process is not counted. */
  readonly limited?: <Value>(work: () => Promise<Value>) => Promise<Value>
  readonly signal?: AbortSignal | undefined
}

/**
 * Sees to it that something is in the store, which is made there once, whichever of those that want it at the same time makes it, in
 * whatever process. Where that one fails or dies, the next one makes it. @throws OciPackError `aborted`, `io`, and what `make` throws
 */
export async function makeOnce(
  store: Store,
  { name, isThere, make, limited = (work) => work(), signal }: Making,
): Promise<void> {
  const place: TurnPlace = { dir: store.dir, name }
  await making.get(`${store.dir}/${name}`, async () => {
    while (!(await isThere()) && !(await limited(() => makeInTurn(place, isThere, make)))) await turnEnds(place, signal)
    return undefined
  })
}

/** Says false where another process has the turn. */
async function makeInTurn(place: TurnPlace, isThere: Making['isThere'], make: Making['make']): Promise<boolean> {
  const turn = await Turn.take(place)
  if (!turn) return false
  try {
    // Who had the turn before may just have made it.
    if (!(await isThere())) await make(() => turn.goesOn())
    return true
  } finally {
    await turn.end()
  }
}
