import { type ByteString, textOfBytes } from '../../core/bytes.js'
import type { Item } from '../../diff/files/item.js'
import type { Attributes } from '../../rootfs/node.js'
import type { FileFacts } from './report.js'

/** A path of a tree as people write it. */
export function shownPath(path: ByteString): string {
  return `/${textOfBytes(path)}`
}

/** What is told of a file. */
export function fileFacts({ node, link, layer }: Item): FileFacts {
  const place = { ...(link !== undefined && { link: shownPath(link) }), ...(layer !== undefined && { layer }) }
  if (!('xattrs' in node)) {
    return { type: node.type, ...('target' in node && { target: shownPath(node.target) }), ...place }
  }
  return {
    type: node.type,
    mode: `0${node.mode.toString(8).padStart(3, '0')}`,
    uid: node.uid,
    gid: node.gid,
    modified: timeText(node),
    ...('size' in node && { size: node.size }),
    ...('target' in node && { target: textOfBytes(node.target) }),
    ...('devMajor' in node && node.type !== 'fifo' && { device: `${node.devMajor}:${node.devMinor}` }),
    ...(node.xattrs.size > 0 && { xattrs: xattrsOf(node) }),
    ...place,
  }
}

/** Seconds beyond what a Date holds are told as `@SECONDS`. */
function timeText({ mtime, mtimeNsec }: Attributes): string {
  const date = new Date(mtime * 1000)
  if (Number.isNaN(date.getTime())) return `@${mtime}`
  const decimals = mtimeNsec === 0 ? '' : `.${String(mtimeNsec).padStart(9, '0').replace(/0+$/, '')}`
  return date.toISOString().replace('.000Z', `${decimals}Z`)
}

function xattrsOf({ xattrs }: Attributes): Record<string, string> {
  return Object.fromEntries(
    [...xattrs].map(([name, value]) => [textOfBytes(name), Buffer.from(value).toString('base64')]),
  )
}
