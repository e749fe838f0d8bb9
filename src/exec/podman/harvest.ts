import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { type ByteString, bytesOfText } from '../../core/bytes.js'
import { fromSystemError } from '../../core/errors.js'
import { mediaTypes } from '../../oci/descriptor.js'
import type { Layer } from '../../oci/image.js'
import { ContentReader } from '../../rootfs/contentReader.js'
import { diffTrees } from '../../rootfs/diff.js'
import { indexLayer } from '../../rootfs/indexLayer.js'
import type { IndexEntry, LayerIndex } from '../../rootfs/layerIndex.js'
import type { LayerEntries } from '../../rootfs/layerWriter.js'
import type { Directory } from '../../rootfs/node.js'
import { applyLayer, cloneTree, find } from '../../rootfs/tree.js'
import type { Mount } from '../executor.js'
import { attributesOf } from '../linux/harvest.js'
import { outputOf } from './command.js'
import { doingSave } from './exchange.js'
import { label, removeImages } from './images.js'
import type { Start } from './start.js'
import { removeStubs } from './stubs.js'
import type { Workplace } from './workplace.js'

interface Harvest {
  /** The tree that the layer is to be laid over. */
  readonly before: Directory
  readonly start: Start
  readonly mounts: readonly Mount[]
  readonly place: Workplace
  readonly layer: LayerEntries
}

/** Writes what a container's process changed, without what Podman itself put there. @throws OciPackError `executor`, `aborted`, `io`, and what the layer's writer throws */
export async function harvest({ before, start, mounts, place, layer }: Harvest): Promise<void> {
  const { podman, exchange, images, name, folder, cleanup, signal } = place
  const args = ['commit', '--quiet', '--pause=false', '--change', `LABEL ${label}=${images.maker}`, name]
  const id = await outputOf(podman, doingSave, args, { signal })
  cleanup.add(() => removeImages(podman, [id]))
  await exchange.topLayer(
    id,
    start.layers,
    async (tar) => {
      const { index, made } = await kept(tar, join(folder, 'changes'))
      const after = cloneTree(start.tree)
      applyLayer(after, { ...index, entries: index.entries.map(ownAttributes) }, made)
      removeStubs(start.tree, after, pointsIn(start.tree, mounts))
      await write(before, after, layer)
    },
    signal,
  )
}

/** What Podman mounts or makes in every container. */
const ownPoints = ['/proc', '/sys', '/dev', '/etc/resolv.conf', '/etc/hosts', '/etc/hostname', '/etc/mtab'].concat([
  '/run/.containerenv',
  '/run/secrets',
])

function pointsIn(tree: Directory, mounts: readonly Mount[]): ByteString[] {
  return [...ownPoints, ...mounts.map(({ target }) => target)].map((target) => find(tree, bytesOfText(target)).path)
}

async function write(before: Directory, after: Directory, layer: LayerEntries): Promise<void> {
  const reader = new ContentReader((from) => from.locate())
  try {
    for (const { header, content } of diffTrees(before, after))
      await layer.add(header, content && reader.stream(content, header.size))
  } finally {
    reader.close()
  }
}

/** The layer of a plain tar, which is written to `path` and indexed on its way. */
async function kept(tar: AsyncIterable<Uint8Array>, path: string): Promise<{ index: LayerIndex; made: Layer }> {
  try {
    const file = await open(path, 'wx')
    try {
      const index = await indexLayer(writtenOnTheWay(tar, file))
      const { diffId, size } = index
      const descriptor = { mediaType: mediaTypes.layer, digest: diffId, size }
      return { index, made: { descriptor, diffId, locate: () => Promise.resolve({ path, offset: 0 }) } }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw fromSystemError(error, `cannot write ${path}`)
  }
}

async function* writtenOnTheWay(chunks: AsyncIterable<Uint8Array>, file: FileHandle): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    await file.writeFile(chunk)
    yield chunk
  }
}

function ownAttributes(entry: IndexEntry): IndexEntry {
  return { ...entry, header: { ...entry.header, xattrs: attributesOf(entry.header) } }
}
