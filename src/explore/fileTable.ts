import { type ByteString, textOfBytes } from '../core/bytes.js'
import type { Survey } from '../inspect/survey.js'
import type { Node } from '../rootfs/node.js'
import { walk } from '../rootfs/tree.js'
import type { FileTable, Kind } from './data.js'

/** The files of an image as columns, and what each of them is. */
export function fileTable({ tree, madeBy }: Pick<Survey, 'tree' | 'madeBy'>): {
  readonly table: FileTable
  readonly nodes: readonly Node[]
} {
  const table = {
    name: new Array<string>(),
    parent: new Array<number>(),
    size: new Array<number>(),
    mode: new Array<number>(),
    uid: new Array<number>(),
    gid: new Array<number>(),
    mtime: new Array<number>(),
    layer: new Array<number>(),
    target: {} as Record<number, string>,
  }
  let kind = ''
  const nodes: Node[] = []
  const paths = new Map<ByteString, number>()
  const first = new Map<Node, ByteString>()
  const add = (path: ByteString, node: Node): void => {
    const number = nodes.push(node) - 1
    const slash = path.lastIndexOf('/')
    const known = node.type === 'directory' ? undefined : first.get(node)
    if (known === undefined) first.set(node, path)
    table.name.push(textOfBytes(path.slice(slash + 1)))
    table.parent.push(number === 0 ? 0 : (paths.get(slash < 0 ? '' : path.slice(0, slash)) ?? 0))
    kind += known === undefined ? kinds[node.type] : 'h'
    table.size.push(node.type === 'file' && known === undefined ? node.size : 0)
    table.mode.push(node.mode)
    table.uid.push(node.uid)
    table.gid.push(node.gid)
    table.mtime.push(node.mtime)
    table.layer.push(madeBy.get(path) ?? -1)
    if (known !== undefined) table.target[number] = `/${textOfBytes(known)}`
    else if (node.type === 'symlink') table.target[number] = textOfBytes(node.target)
    if (node.type === 'directory') paths.set(path, number)
  }
  add('', tree)
  for (const { path, node } of walk(tree)) add(path, node)
  return { table: { ...table, kind }, nodes }
}

const kinds: Record<Node['type'], Kind> = {
  directory: 'd',
  file: '-',
  symlink: 'l',
  character: 'c',
  block: 'b',
  fifo: 'p',
}
