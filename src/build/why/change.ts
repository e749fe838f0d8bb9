import type { LayerBelow, RunParts } from './parts.js'

/** The first part of a RUN's key that is another than it was. */
export type Change =
  | { readonly part: 'base'; readonly before: RunParts['base']; readonly now: RunParts['base'] }
  /** The same instruction gave another layer. */
  | { readonly part: 'layer'; readonly before: LayerBelow; readonly now: LayerBelow }
  /** Another instruction stands there, one more, or one less. */
  | { readonly part: 'instruction'; readonly before?: LayerBelow; readonly now?: LayerBelow }
  | {
      readonly part: 'command' | 'variable' | 'setting' | 'mount'
      /** Its name, where it has one. */
      readonly name: string
      /** Undefined where it was not, or is no more. */
      readonly before?: string
      readonly now?: string
    }

/** A change, and how far into the key it is: of two, the later one is the smaller. */
interface Found {
  readonly change: Change
  readonly depth: number
}

/** What changed first; undefined where all is as it was. */
export function firstChange(before: RunParts, now: RunParts): Change | undefined {
  return find(before, now)?.change
}

/** Of some earlier parts, those whose first change comes last; of equals, the first. */
export function nearest<T extends { readonly parts: RunParts }>(earlier: readonly T[], now: RunParts): T | undefined {
  let best: { readonly one: T; readonly depth: number } | undefined
  for (const one of earlier) {
    const depth = find(one.parts, now)?.depth ?? Infinity
    if (!best || depth > best.depth) best = { one, depth }
  }
  return best?.one
}

function find(before: RunParts, now: RunParts): Found | undefined {
  if (before.base.id !== now.base.id) return { depth: 0, change: { part: 'base', before: before.base, now: now.base } }
  const below = Math.max(before.below.length, now.below.length)
  for (let i = 0; i < below; i++) {
    const change = layerChange(before.below[i], now.below[i])
    if (change) return { depth: 1 + i, change }
  }
  const [change] = valueChanges(before, now)
  return change && { depth: 1 + below, change }
}

function layerChange(before: LayerBelow | undefined, now: LayerBelow | undefined): Change | undefined {
  if (before?.diffId === now?.diffId) return undefined
  if (before && now && before.text === now.text) return { part: 'layer', before, now }
  return { part: 'instruction', ...(before && { before }), ...(now && { now }) }
}

function* valueChanges(before: RunParts, now: RunParts): Generator<Change> {
  const single = (command: string): Readonly<Record<string, string>> => ({ '': command })
  yield* named('command', single(before.command), single(now.command))
  yield* named('variable', before.variables, now.variables)
  yield* named('setting', before.settings, now.settings)
  yield* named('mount', byNumber(before.mounts), byNumber(now.mounts))
  const order = [before, now].map(({ variables }) => Object.keys(variables).join(' '))
  if (order[0] !== order[1]) yield { part: 'variable', name: 'the order', before: order[0] ?? '', now: order[1] ?? '' }
}

function byNumber(list: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(list.map((text, i) => [String(i), text]))
}

function* named(
  part: 'command' | 'variable' | 'setting' | 'mount',
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): Generator<Change> {
  for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const [was, is] = [before[name], now[name]]
    if (was !== is)
      yield { part, name, ...(was !== undefined && { before: was }), ...(is !== undefined && { now: is }) }
  }
}
