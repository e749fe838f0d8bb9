import { mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readExtent } from '../../core/host/readExtent.js'
import { hexOf } from '../../core/digest.js'
import { OciPackError, systemError } from '../../core/errors.js'
import { hashed, Sha256 } from '../../core/hash.js'
import { decompress } from '../../oci/compress/decompress.js'
import type { Layer } from '../../oci/image.js'
import type { TarHeader } from '../../oci/tar/entry.js'
import { encodeHeader, endOfArchive, padding } from '../../oci/tar/header.js'
import { readTar } from '../../oci/tar/read.js'
import { layerIndex } from '../../store/layers.js'
import type { Store } from '../../store/store.js'
import { type OverlayForm, overlayForm } from './overlayForm.js'
import { type Privilege, withIds } from './privilege.js'
import { runTool } from './tool.js'

/**
 * The folder that holds a layer as overlayfs takes it; it is unpacked once and kept in the store, for these ids. Processes that unpack
 * the same layer at once do not disturb each other. @throws OciPackError `integrity`, `format`, `executor`, `io`
 */
export async function unpackedLayer(store: Store, layer: Layer, privilege: Privilege): Promise<string> {
  const home = join(store.dir, 'unpacked', privilege.ids)
  const place = join(home, hexOf(layer.diffId))
  if (await exists(place)) return join(place, 'tree')
  const folder = await store.temporaryFolder()
  const holder = join(folder.path, 'layer')
  try {
    // The holder is the user's own, so that it can be renamed whatever ids the layer gives its root.
    await mkdir(join(holder, 'tree'), { recursive: true })
    const form = overlayForm(await layerIndex(store, layer), privilege)
    await extract(layerArchive(layer, form), join(holder, 'tree'), privilege)
    await mkdir(home, { recursive: true })
    await rename(holder, place).catch((error: unknown) => {
      const { code } = systemError(error)
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
    })
    return join(place, 'tree')
  } finally {
    await runTool([...withIds(privilege), 'rm', '-rf', holder])
    await folder.remove()
  }
}

/** Has GNU tar unpack an archive in a folder, under the sandbox's ids. @throws OciPackError `executor` */
export async function extract(archive: AsyncIterable<Uint8Array>, folder: string, privilege: Privilege): Promise<void> {
  const owner = privilege.kind === 'single' ? '--no-same-owner' : '--same-owner'
  const tar = [
    'tar',
    '-x',
    '-p',
    '--numeric-owner',
    owner,
    '--xattrs',
    '--xattrs-include=*',
    '--delay-directory-restore',
    '-f',
    '-',
  ]
  const { status, stderr } = await runTool([...withIds(privilege), ...tar], { cwd: folder, input: archive })
  if (status === 0) return
  const ids = /Cannot change ownership/.test(stderr)
    ? {
        hint: 'The image uses ids that your subordinate ids do not reach: enlarge your ranges in /etc/subuid and /etc/subgid.',
      }
    : {}
  throw new OciPackError(
    'executor',
    `cannot unpack a layer for RUN: ${stderr || `tar ended with status ${status}`}`,
    ids,
  )
}

/** A layer's tar in overlay form, made while the stored bytes are read and checked. */
async function* layerArchive(layer: Layer, { directories, files }: OverlayForm): AsyncGenerator<Uint8Array> {
  const hash = new Sha256()
  for (const header of directories) yield archiveHeader(header)
  let number = 0
  const plain = decompress(readExtent(await layer.locate(), layer.descriptor.size))
  for await (const entry of readTar(hashed(plain, hash))) {
    const header = files.get(number++)
    if (!header) continue
    yield archiveHeader(header)
    if (header.type !== 'file') continue
    yield* entry.body()
    yield Buffer.alloc(padding(header.size))
  }
  yield endOfArchive
  if (hash.digest() !== layer.diffId)
    throw new OciPackError('integrity', `layer ${layer.diffId} is damaged: its bytes have another digest`)
}

/** `./` keeps names that begin with a dash or a slash from being special. */
export function archiveHeader(header: TarHeader): Uint8Array {
  const path = `./${header.path}${header.type === 'directory' ? '/' : ''}`
  return encodeHeader({ ...header, path, linkPath: header.type === 'link' ? `./${header.linkPath}` : header.linkPath })
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
