import { renameSync, statSync } from 'node:fs'
import { mkdir, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Digest, hexOf } from '../core/digest.js'
import { fromSystemError, systemError } from '../core/errors.js'
import { temporaryName } from '../core/host/temporaryName.js'
import { Shared } from './shared.js'
import type { Store } from './store.js'
import { noteSize, sizeNote } from './treeSize.js'

/** Below a kept folder, what is kept. */
const treeName = 'tree'

const unpacking = new Shared<void>()

/**
 * The folder with a layer's files as they are unpacked for some ids of the host (`ids` names them); kept in the store. `unpack` makes the
 * folder that it is given and tells how many bytes it takes, where it is not there yet. Processes that unpack the same layer at once do not disturb each other.
 * @throws OciPackError `io`, and what `unpack` throws
 */
export async function unpackedTree(
  store: Store,
  ids: string,
  diffId: Digest,
  unpack: (folder: string) => Promise<number>,
): Promise<string> {
  const place = join(store.dir, 'unpacked', ids, hexOf(diffId))
  await removeDoubtful(store, place)
  await store.use(sizeNote(place))
  if (!(await isThere(place))) await unpacking.get(place, () => keep(store, place, unpack))
  return join(place, treeName)
}

async function keep(store: Store, place: string, unpack: (folder: string) => Promise<number>): Promise<void> {
  // The folder around the tree is the user's own, so that it can be renamed whatever ids the layer gives its root.
  const holder = await store.temporaryFolder()
  try {
    noteSize(holder.path, await unpack(join(holder.path, treeName)))
    await mkdir(dirname(place), { recursive: true })
    await rename(holder.path, place).catch((error: unknown) => {
      // Another process was faster.
      const { code } = systemError(error)
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
    })
  } catch (error) {
    throw fromSystemError(error, `cannot keep an unpacked layer in ${place}`)
  } finally {
    await holder.remove()
  }
}

/** Takes away what may lack files since the power failed. Looking and renaming are one step: what another process made anew stays. */
async function removeDoubtful(store: Store, place: string): Promise<void> {
  const note = statSync(sizeNote(place), { throwIfNoEntry: false })
  if (!note || !store.doubts(note)) return
  const gone = join(store.dir, 'work', temporaryName())
  try {
    renameSync(place, gone)
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return // Another process was faster.
    throw fromSystemError(error, `cannot renew the unpacked layer in ${place}`)
  }
  await store.removeTree(gone)
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
