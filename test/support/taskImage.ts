import type { ContainerConfig } from '../../src/oci/config.js'
import { ContentReader } from '../../src/rootfs/contentReader.js'
import type { Directory, Node } from '../../src/rootfs/node.js'
import type { ImageWithFiles } from '../../src/task/image/openImage.js'
import { file } from './trees.js'

/** An image whose files are in memory. */
export function taskImage(tree: Directory, config: ContainerConfig, architecture = 'amd64'): ImageWithFiles {
  const reader = new ContentReader(() => Promise.reject(new Error('no layer is read')))
  return {
    image: {
      config: { architecture, os: 'linux', config, rootfs: { type: 'layers', diff_ids: [] } },
      configBytes: new Uint8Array(),
      layers: [],
    },
    tree,
    open: reader.with.bind(reader),
  }
}

/** A file with bytes of its own, executable unless said otherwise. */
export function program(bytes: Uint8Array | string, mode = 0o755, owner = 0): Node {
  const content = Buffer.from(bytes)
  const made = file('', { mode, uid: owner, gid: owner })
  return made.type === 'file' ? { ...made, size: content.byteLength, content: { from: 'bytes', bytes: content } } : made
}
