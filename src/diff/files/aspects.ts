import type { Attributes } from '../../rootfs/node.js'
import type { Item } from './item.js'

/** In which ways two files at one path may differ. */
export const aspects = ['type', 'content', 'target', 'device', 'link', 'mode', 'owner', 'xattrs', 'times'] as const

export type Aspect = (typeof aspects)[number]

/**
 * In which ways two files differ by what is told of them; whether contents of one size do is for their reader to say. The mode of a symbolic link
 * and all but the name of a mark mean nothing to anybody.
 */
export function toldAspects(a: Item, b: Item): Aspect[] {
  const [x, y] = [a.node, b.node]
  if (x.type !== y.type) return ['type', ...(isFile(x) && isFile(y) ? attributeAspects(x, y, true) : [])]
  const found: Aspect[] = []
  if (x.type === 'file' && y.type === 'file' && x.size !== y.size) found.push('content')
  if ('target' in x && 'target' in y && x.target !== y.target) found.push('target')
  if ('devMajor' in x && 'devMajor' in y && (x.devMajor !== y.devMajor || x.devMinor !== y.devMinor))
    found.push('device')
  if (a.link !== b.link) found.push('link')
  if (isFile(x) && isFile(y)) found.push(...attributeAspects(x, y, x.type !== 'symlink'))
  return found
}

function isFile(node: Item['node']): node is Extract<Item['node'], Attributes> {
  return 'xattrs' in node
}

function attributeAspects(a: Attributes, b: Attributes, withMode: boolean): Aspect[] {
  const found: Aspect[] = []
  if (withMode && a.mode !== b.mode) found.push('mode')
  if (a.uid !== b.uid || a.gid !== b.gid) found.push('owner')
  if (!sameXattrs(a.xattrs, b.xattrs)) found.push('xattrs')
  if (a.mtime !== b.mtime || a.mtimeNsec !== b.mtimeNsec) found.push('times')
  return found
}

function sameXattrs(a: Attributes['xattrs'], b: Attributes['xattrs']): boolean {
  if (a.size !== b.size) return false
  return [...a].every(([name, value]) => {
    const other = b.get(name)
    return other !== undefined && Buffer.compare(value, other) === 0
  })
}
