import { join } from 'node:path'
import { bytesOfText } from '../../core/bytes.js'
import type { Layer } from '../../oci/image.js'
import { type Directory, emptyDirectory } from '../../rootfs/node.js'
import { cloneTree, find, nodeAt, pathParts, putNode } from '../../rootfs/tree.js'
import type { RunRequest } from '../executor.js'
import { layerBetween } from './layerBetween.js'
import type { Workplace } from './workplace.js'

/** What a container starts from. */
export interface Start {
  /** The image's id in Podman. */
  readonly image: string
  readonly layers: readonly Layer[]
  /** What the layers make: the request's tree, and in it the working directory. */
  readonly tree: Directory
}

/** Gives Podman a request's layers, and above them the working directory where they lack it. @throws OciPackError `executor`, `aborted`, `io` */
export async function startOf({ layers, tree, cwd, platform }: RunRequest, place: Workplace): Promise<Start> {
  const { images, folder, openContent, signal } = place
  const there = withDirectory(tree, cwd)
  const above = there === tree ? [] : [await layerBetween(tree, there, join(folder, 'cwd'), openContent)]
  const all = [...layers, ...above]
  return { image: await images.load(all, platform, signal), layers: all, tree: there }
}

/** The tree, or one like it in which a directory that was missing is made, 0755 of root as those above it. */
function withDirectory(tree: Directory, path: string): Directory {
  const found = find(tree, bytesOfText(path))
  if (found.node) return tree
  const there = cloneTree(tree)
  const mtime = Math.floor(Date.now() / 1000)
  const parts = pathParts(found.path)
  for (const [i] of parts.entries()) {
    const above = parts.slice(0, i + 1).join('/')
    if (!nodeAt(there, above)) putNode(there, above, emptyDirectory({ mtime }))
  }
  return there
}
