import { type ByteString, compareBytes } from '../../core/bytes.js'
import { type Aspect, aspects, toldAspects } from './aspects.js'
import type { Contents } from './contents.js'
import type { FileDifference } from './difference.js'
import type { Item } from './item.js'

/** What is compared, and what does not count. */
export interface FileRules {
  /** Ways to differ that are passed over. */
  readonly ignored?: ReadonlySet<Aspect> | undefined
  /** Whether a path is compared; all are unless this is given. */
  readonly concerns?: ((path: ByteString) => boolean) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * What two lists of files, each in the order of the paths' bytes, have not alike, in that order. Contents are read only where all else that
 * is told of them leaves them alike. @throws OciPackError `format`, `io`, and the signal's reason
 */
export async function* diffItems(
  before: readonly Item[],
  after: readonly Item[],
  contents: Contents,
  { ignored, concerns = () => true, signal }: FileRules = {},
): AsyncGenerator<FileDifference> {
  for (const [a, b] of pairs(before, after)) {
    const path = (a ?? b).path
    if (!concerns(path)) continue
    if (!a) yield { change: 'added', path, after: b }
    else if (!b) yield { change: 'removed', path, before: a }
    else {
      signal?.throwIfAborted()
      const found = await aspectsOf(a, b, contents)
      const counted = aspects.filter((aspect) => found.has(aspect) && !ignored?.has(aspect))
      if (counted.length > 0) yield { change: 'changed', path, before: a, after: b, aspects: counted }
    }
  }
}

async function aspectsOf(a: Item, b: Item, contents: Contents): Promise<Set<Aspect>> {
  const found = new Set(toldAspects(a, b))
  if (a.node.type !== 'file' || b.node.type !== 'file' || found.has('content')) return found
  if (!(await contents.same(a.node, b.node))) found.add('content')
  return found
}

type Pair = readonly [Item, Item | undefined] | readonly [undefined, Item]

function* pairs(before: readonly Item[], after: readonly Item[]): Generator<Pair> {
  let [i, j] = [0, 0]
  for (;;) {
    const [a, b] = [before[i], after[j]]
    if (a && b) {
      const order = compareBytes(a.path, b.path)
      if (order <= 0) i++
      if (order >= 0) j++
      yield order === 0 ? [a, b] : order < 0 ? [a, undefined] : [undefined, b]
    } else if (a) {
      i++
      yield [a, undefined]
    } else if (b) {
      j++
      yield [undefined, b]
    } else return
  }
}
