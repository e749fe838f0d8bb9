import type { ByteString } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import { type TarHeader, tarHeader } from '../../oci/tar/entry.js'
import { readTar, type TarEntry } from '../../oci/tar/read.js'
import { cleanPath } from '../../rootfs/layerIndex.js'
import type { LayerEntries } from '../../rootfs/layerWriter.js'
import { type Directory, noXattrs } from '../../rootfs/node.js'
import { nodeAt, opaqueMark, whiteoutPrefix } from '../../rootfs/tree.js'
import { opaqueAttribute, type Privilege, withIds } from './privilege.js'
import { runTool } from './tool.js'

/**
 * Writes what a sandbox left in its upper folder as a layer: character devices 0:0 become whiteouts, directories that hide the lower ones
 * get an opaque mark. GNU tar reads the folder, directories before what they hold and names in the order of their bytes, and passes over
 * sockets. @throws OciPackError `executor`, and what the layer's writer throws
 */
export async function harvest(
  upper: string,
  tree: Directory,
  layer: LayerEntries,
  privilege: Privilege,
): Promise<void> {
  const tar = [
    'tar',
    '-c',
    '--format=pax',
    '--sort=name',
    '--numeric-owner',
    '--xattrs',
    '--xattrs-include=*',
    '--sparse',
    '-f',
    '-',
    '.',
  ]
  const { status, stderr } = await runTool([...withIds(privilege), ...tar], {
    cwd: upper,
    async output(stdout) {
      for await (const entry of readTar(stdout)) await addEntry(entry, tree, layer, privilege)
    },
  })
  if (status !== 0)
    throw new OciPackError('executor', `cannot read what a RUN changed: ${stderr || `tar ended with status ${status}`}`)
}

async function addEntry(entry: TarEntry, tree: Directory, layer: LayerEntries, privilege: Privilege): Promise<void> {
  const path = inside(entry.header.path)
  if (path === '') return
  const header = layerHeader(entry.header, path, tree, privilege)
  if (isWhiteout(header)) {
    await layer.add(tarHeader(path.replace(/[^/]*$/, (name) => whiteoutPrefix + name)))
    return
  }
  await layer.add(header, header.type === 'file' && header.size > 0 ? entry.body() : undefined)
  if (entry.header.xattrs.has(opaqueAttribute(privilege))) await layer.add(tarHeader(`${path}/${opaqueMark}`))
}

function layerHeader(header: TarHeader, path: ByteString, tree: Directory, privilege: Privilege): TarHeader {
  const linkPath = header.type === 'link' ? inside(header.linkPath) : header.linkPath
  // Where there is but one id, a file that has another one in the image keeps it.
  const before = privilege.kind === 'single' ? nodeAt(tree, path) : undefined
  const ids = before ? { uid: before.uid, gid: before.gid } : {}
  return { ...header, ...ids, path, linkPath, xattrs: xattrsOf(header) }
}

/** Of extended attributes, those that a layer carries: the user's own and capabilities. The others are the file system's and the host's. */
function xattrsOf({ xattrs }: TarHeader): TarHeader['xattrs'] {
  if (xattrs.size === 0) return noXattrs
  return new Map(
    [...xattrs].filter(
      ([name]) => name === 'security.capability' || (name.startsWith('user.') && !name.startsWith('user.overlay.')),
    ),
  )
}

function isWhiteout({ type, devMajor, devMinor }: TarHeader): boolean {
  return type === 'character' && devMajor === 0 && devMinor === 0
}

function inside(name: ByteString): ByteString {
  const path = cleanPath(name)
  if (path === undefined) throw new OciPackError('executor', `tar named a file ${JSON.stringify(name)}`)
  return path
}
