import { posix } from 'node:path'
import { type ByteString, bytesOfText, compareBytes, textOfBytes } from '../../core/bytes.js'
import { matchPath } from '../../dockerfile/match.js'
import type { Directory } from '../../rootfs/node.js'
import { find, pathParts } from '../../rootfs/tree.js'

/** Whether a source is a pattern (Go's filepath.Match). A backslash takes the meaning from what follows it. */
export function isPattern(source: string): boolean {
  return /[*?[]/.test(source.replace(/\\./gs, ''))
}

/**
 * The paths in a tree that a source names, in the order of their bytes: itself where it holds no wildcard or the folder before the first
 * one is missing, else whatever matches, which may be nothing. Links before the first wildcard are followed, later ones are not.
 * @throws OciPackError `dockerfile` for an ill-formed pattern
 */
export function expandSource(tree: Directory, source: string): ByteString[] {
  const parts = pathParts(posix.normalize(`/${source}`))
  const first = parts.findIndex(isPattern)
  if (first < 0) return [bytesOfText(source)]
  const literal = find(tree, bytesOfText(parts.slice(0, first).join('/')))
  // Where there is no folder to look in, the caller finds that the source is missing.
  return literal.node?.type === 'directory'
    ? matches(literal.node, literal.path, parts.slice(first))
    : [bytesOfText(source)]
}

function matches(directory: Directory, prefix: ByteString, patterns: readonly string[]): ByteString[] {
  const [pattern = '', ...rest] = patterns
  const found: ByteString[] = []
  for (const name of [...directory.children.keys()].sort(compareBytes)) {
    if (!matchPath(pattern, textOfBytes(name))) continue
    const path = prefix === '' ? name : `${prefix}/${name}`
    const node = directory.children.get(name)
    if (rest.length === 0) found.push(path)
    else if (node?.type === 'directory') found.push(...matches(node, path, rest))
  }
  return found
}
