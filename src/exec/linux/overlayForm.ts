import { type ByteString, compareBytes } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import { type TarHeader, tarHeader } from '../../oci/tar/entry.js'
import type { LayerIndex } from '../../rootfs/layerIndex.js'
import { opaqueMark, whiteoutPrefix } from '../../rootfs/tree.js'
import { type Ids, opaqueAttribute } from './ids.js'

/** A layer as overlayfs wants to find it. */
export interface OverlayForm {
  /** Every directory, the root (an empty path) first, parents before children. */
  readonly directories: readonly TarHeader[]
  /** By the number of the layer's entry: what to unpack in its place. Directories and what a later entry replaces are not there. */
  readonly files: ReadonlyMap<number, TarHeader>
}

/**
 * Turns a layer into the form that overlayfs takes: a whiteout becomes a character device 0:0, a directory that hides what lower layers
 * hold gets an attribute. Each path is there once, and all its parents are directories that come before it: so whatever unpacks it meets
 * no link of a hostile layer on its way, and nothing leaves the folder.
 * @throws OciPackError `format` for a hard link to what the layer does not hold
 */
export function overlayForm(index: LayerIndex, ids: Ids): OverlayForm {
  const placed = new Map<ByteString, Placed>([['', { header: implied('') }]])
  const opaque: ByteString[] = []
  const whiteouts: [ByteString, number][] = []
  index.entries.forEach(({ header }, number) => {
    const { parent, name } = split(header.path)
    if (name === opaqueMark) opaque.push(parent)
    else if (name.startsWith(whiteoutPrefix)) whiteouts.push([join(parent, name.slice(whiteoutPrefix.length)), number])
    else if (!isDevice(header, ids)) place(placed, { header: withoutMarks(header, ids), number })
  })
  for (const [path, number] of whiteouts) {
    // What the layer itself holds there replaces what is below; of a directory, that must be said.
    if (!placed.has(path)) place(placed, { header: { ...implied(path), type: 'character', mode: 0 }, number })
    else if (isDirectory(placed.get(path))) opaque.push(path)
  }
  for (const path of opaque) {
    makeDirectories(placed, path)
    const header = placed.get(path)?.header ?? implied(path)
    const xattrs = new Map([...header.xattrs, [opaqueAttribute(ids), Buffer.from('y')]])
    placed.set(path, { header: { ...header, xattrs } })
  }
  return formOf(placed, index)
}

/** What is at a path at last, and which entry it comes from; a directory needs none. */
interface Placed {
  readonly header: TarHeader
  readonly number?: number
}

function place(placed: Map<ByteString, Placed>, { header, number }: Required<Placed>): void {
  const { path } = header
  makeDirectories(placed, split(path).parent)
  if (header.type === 'directory') {
    placed.set(path, { header })
    return
  }
  if (path === '') return
  if (isDirectory(placed.get(path)))
    for (const below of [...placed.keys()]) if (below.startsWith(`${path}/`)) placed.delete(below)
  placed.set(path, { header, number })
}

/** Makes a path a directory, and all above it. */
function makeDirectories(placed: Map<ByteString, Placed>, path: ByteString): void {
  if (isDirectory(placed.get(path))) return
  makeDirectories(placed, split(path).parent)
  placed.set(path, { header: implied(path) })
}

function formOf(placed: ReadonlyMap<ByteString, Placed>, index: LayerIndex): OverlayForm {
  const directories: TarHeader[] = []
  const files = new Map<number, TarHeader>()
  for (const { header, number } of placed.values()) {
    if (number === undefined) directories.push(header)
    else files.set(number, header)
    if (header.type === 'link') requireTarget(header, number, placed, index)
  }
  return { directories: directories.sort((a, b) => compareBytes(a.path, b.path)), files }
}

function requireTarget(
  link: TarHeader,
  number = 0,
  placed: ReadonlyMap<ByteString, Placed>,
  { diffId }: LayerIndex,
): void {
  const target = placed.get(link.linkPath)?.number
  if (target !== undefined && target < number) return
  const what = `the hard link ${JSON.stringify(link.path)} to ${JSON.stringify(link.linkPath)}`
  throw new OciPackError('format', `layer ${diffId}: ${what} does not follow a file of the same layer`)
}

/** The attributes by which overlayfs keeps its books are not for a layer to set, nor those that only the real root can. */
export function withoutMarks(header: TarHeader, { kind }: Ids): TarHeader {
  if (header.xattrs.size === 0) return header
  const kept = [...header.xattrs].filter(
    ([name]) => !/^(?:user|trusted)\.overlay\./.test(name) && (kind === 'root' || !name.startsWith('trusted.')),
  )
  return { ...header, xattrs: new Map(kept) }
}

/** A device 0:0 would be taken for a whiteout, and others only the real root can make. */
export function isDevice({ type, devMajor, devMinor }: TarHeader, { kind }: Ids): boolean {
  if (type !== 'character' && type !== 'block') return false
  return kind !== 'root' || (devMajor === 0 && devMinor === 0)
}

function isDirectory(placed: Placed | undefined): boolean {
  return placed?.header.type === 'directory'
}

/** A directory that a layer does not name: 0755 of root. */
function implied(path: ByteString): TarHeader {
  return tarHeader(path, { type: 'directory', mode: 0o755 })
}

function split(path: ByteString): { parent: ByteString; name: ByteString } {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? { parent: '', name: path } : { parent: path.slice(0, slash), name: path.slice(slash + 1) }
}

function join(parent: ByteString, name: ByteString): ByteString {
  return parent === '' ? name : `${parent}/${name}`
}
