import type { OpenContent } from '../../export/rootfsArchive.js'
import type { Directory, Node } from '../../rootfs/node.js'
import { walk } from '../../rootfs/tree.js'

/** Bytes between two reports: a tree may have many small files. */
const reportEvery = 1 << 20

/** Opens the contents of a tree's files as `open` does, and tells how many bytes of all were handed on, and of how many. */
export function toldContents(
  root: Directory,
  open: OpenContent,
  report: (done: number, total: number) => void,
): OpenContent {
  const total = contentSize(root)
  let done = 0
  let told = 0
  return async function* (content, size) {
    for await (const bytes of open(content, size)) {
      yield bytes
      done += bytes.byteLength
      if (done - told < reportEvery && done < total) continue
      told = done
      report(done, total)
    }
  }
}

/** Bytes of all files; one of several names counts once. */
function contentSize(root: Directory): number {
  const nodes = new Set<Node>(Array.from(walk(root), ({ node }) => node))
  return [...nodes].reduce((sum, node) => sum + (node.type === 'file' ? node.size : 0), 0)
}
