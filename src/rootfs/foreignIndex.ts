import { OciPackError } from '../core/errors.js'
import { decodeIndex } from './indexCodec.js'
import { cleanPath } from '../oci/tar/cleanPath.js'
import type { IndexEntry, LayerIndex } from './layerIndex.js'

/** The permission bits, setuid, setgid and sticky among them. */
const allModes = 0o7777

/**
 * The index in bytes that this machine has not made itself: besides what `decodeIndex` sees, no name leaves the root, and all contents lie within the
 * layer. Whether it is that of its layer, only the layer's bytes can tell. @throws OciPackError `format`
 */
export function decodeForeignIndex(bytes: Uint8Array): LayerIndex {
  const index = decodeIndex(bytes)
  for (const entry of index.entries) if (!isSound(entry, index.size)) throw unsound()
  return index
}

function isSound({ header, offset, sparse }: IndexEntry, layerSize: number): boolean {
  const { type, path, linkPath, mode, size } = header
  const stored = sparse ? sparse.reduce((sum, { length }) => sum + length, 0) : size
  return (
    cleanPath(path) === path &&
    (type !== 'link' || cleanPath(linkPath) === linkPath) &&
    !path.includes('\0') &&
    !linkPath.includes('\0') &&
    mode <= allModes &&
    offset >= 0 &&
    (type !== 'file' || offset + stored <= layerSize)
  )
}

function unsound(): OciPackError {
  return new OciPackError('format', 'an entry of the index of a layer is none that a layer can have')
}
