import { bytesOfText, textOfBytes } from '../../core/bytes.js'
import { suggest } from '../../dockerfile/suggest.js'
import type { Directory } from '../../rootfs/node.js'
import { find, pathParts } from '../../rootfs/tree.js'

/** The path in a tree that is most like one that is missing, if any is alike: its deepest existing directory with a similar name in it. */
export function nearestName(tree: Directory, path: string): string | undefined {
  const found: string[] = []
  for (const part of pathParts(path)) {
    const directory = find(tree, bytesOfText(found.join('/'))).node
    if (directory?.type !== 'directory') return undefined
    if (directory.children.has(bytesOfText(part))) {
      found.push(part)
      continue
    }
    const near = suggest(part, [...directory.children.keys()].map(textOfBytes))
    return near === undefined ? undefined : [...found, near].join('/')
  }
  return undefined
}
