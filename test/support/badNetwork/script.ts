import type { Fault, Script } from '../badProxy.js'

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of some things. */
export function oneOf<T>(random: () => number, things: readonly [T, ...T[]]): T {
  return things[Math.floor(random() * things.length)] ?? things[0]
}

/** Faults as they come from a seed: some networks are nearly good, some hardly let anything pass. */
export function scriptOf(random: () => number): Script {
  const share = oneOf(random, [0.1, 0.3, 0.5, 0.9])
  return (method, path) => (random() < share ? faultOf(random, method, path) : undefined)
}

function faultOf(random: () => number, method: string, path: string): Fault {
  // Many are met at once, some in the midst of a body.
  const after = Math.floor(random() ** 3 * (path.includes('/blobs/') ? 300_000 : 600))
  const soon = new Date(Date.now() + 1000).toUTCString()
  const any: readonly [Fault, ...Fault[]] = [
    { kind: 'reset' },
    { kind: 'lost' },
    { kind: 'delay', milliseconds: 100 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 429, retryAfter: '0' },
    { kind: 'status', status: 429, retryAfter: soon },
    { kind: 'status', status: 503, retryAfter: '1' },
    { kind: 'redirect' },
  ]
  // Nothing helps against it: more of them would hide what else may go wrong.
  if (random() < 0.02) return { kind: 'status', status: 401 }
  if (method === 'GET') {
    const kinds = ['cut', 'truncate', 'stall', 'corrupt'] as const
    return oneOf(random, [...any, ...kinds.map((kind) => ({ kind, after }))])
  }
  if (method === 'PUT' || method === 'PATCH') {
    const kinds = ['cutRequest', 'corruptRequest'] as const
    return oneOf(random, [...any, ...kinds.map((kind) => ({ kind, after }))])
  }
  return oneOf(random, any)
}
