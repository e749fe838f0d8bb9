import { bytesOfText } from '../core/bytes.js'
import { noXattrs, type RegularFile } from '../rootfs/node.js'
import type { Times } from '../rootfs/times.js'
import type { Download } from '../sources/http/download.js'

/** What was fetched from an address as a file of a tree: 0600 of root, as Docker has it. */
export function downloadedFile({ path, size, lastModified }: Download, times: Times): RegularFile {
  return {
    type: 'file',
    mode: 0o600,
    uid: 0,
    gid: 0,
    mtime: times.ofContext(lastModified ?? 0),
    mtimeNsec: 0,
    xattrs: noXattrs,
    size,
    content: { from: 'host', path: bytesOfText(path) },
  }
}
