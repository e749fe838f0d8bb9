import { isArchive } from '../../build/copy/isArchive.js'
import { unpackInto } from '../../build/copy/unpack.js'
import { Changes } from '../../rootfs/changes.js'
import type { LayerIndex } from '../../rootfs/layerIndex.js'
import { type Content, emptyDirectory } from '../../rootfs/node.js'
import type { Times } from '../../rootfs/times.js'
import { dockerfileInTree, dockerfileOfInput } from './dockerfile.js'
import type { ContextTools, OpenedContext } from './open.js'

/**
 * The context in `size` bytes of content, or undefined where they are no tar, compressed or not. As for Docker, the files keep the owners
 * that they have in the archive, and its .dockerignore is not applied: who packed it has chosen already. Only the plain tar is written; nothing
 * is unpacked. @throws OciPackError
 */
export async function openArchive(
  content: Content,
  size: number,
  file: string | undefined,
  tools: ContextTools,
): Promise<OpenedContext | undefined> {
  const { reader, layers, times, emit } = tools
  if (!(await isArchive(reader.stream(content, size)))) return undefined
  const { layer, index } = await layers.unpackArchive(reader.stream(content, size), size)
  const changes = new Changes(emptyDirectory({ mtime: times.epoch }))
  unpackInto(changes, asContext(index, times), layer, '', { epoch: times.epoch })
  const tree = changes.root
  if (tree.children.has('.dockerignore'))
    emit({ type: 'warning', message: 'the .dockerignore in the context is not applied: the context is an archive' })
  const read = await (file === '-' ? dockerfileOfInput() : dockerfileInTree(tree, file, reader))
  return { tree, read }
}

/** An archive's entries as files of a context: with the times that those get, and links with the mode that a disk gives them. */
function asContext(index: LayerIndex, times: Times): LayerIndex {
  const entries = index.entries.map((entry) => {
    const { type, mode, mtime } = entry.header
    const header = { ...entry.header, mode: type === 'symlink' ? 0o777 : mode, mtime: times.ofContext(mtime) }
    return { ...entry, header: { ...header, mtimeNsec: 0 } }
  })
  return { ...index, entries }
}
