import { type ByteString, bytesOfText, textOfBytes } from '../../core/bytes.js'
import type { Directory, RegularFile } from '../../rootfs/node.js'
import { defaultPath } from '../../oci/config.js'
import { find, pathParts } from '../../rootfs/tree.js'
import type { ReadPart } from './elf.js'
import type { ImageWithFiles, OpenContent } from './openImage.js'
import type { Identity } from './permission.js'
import { reach, type Reached, type Way } from './reach.js'

/** A folder of the container that the App Engine mounts. */
export interface Mounted {
  /** As the descriptor says. */
  readonly folder: string
  /** Where links in the image lead it: clean, without a leading `/`. */
  readonly path: ByteString
}

/** A container as the App Engine would make it of an image, before anything runs. */
export interface Container {
  readonly tree: Directory
  readonly open: OpenContent
  readonly argv: readonly string[]
  /** The folders that programs are looked for in, in order. */
  readonly path: readonly string[]
  /** The working directory: clean, without a leading `/`. */
  readonly cwd: ByteString
  readonly user: Identity
  readonly mounted: readonly Mounted[]
  /** All folders that something is mounted on. */
  readonly covers: readonly ByteString[]
}

/** What every container has mounted. */
const ofRuntime = ['proc', 'sys', 'dev']

/** Puts together what a container is made of. */
export function containerOf(
  { image, tree, open }: ImageWithFiles,
  user: Identity,
  folders: readonly string[],
): Container {
  const { Entrypoint = [], Cmd = [], Env = [], WorkingDir = '' } = image.config.config ?? {}
  const path = Env.findLast((pair) => pair.startsWith('PATH='))?.slice('PATH='.length) ?? defaultPath
  const mounted = folders.map((folder) => ({ folder, path: madePath(tree, folder) }))
  return {
    tree,
    open,
    argv: [...Entrypoint, ...Cmd],
    path: path.split(':').filter((folder) => folder.startsWith('/')),
    cwd: madePath(tree, WorkingDir),
    user,
    mounted,
    covers: [...ofRuntime, ...mounted.map((one) => one.path)],
  }
}

/** Where a folder is once what is missing of it is made: clean, without a leading `/`. */
export function madePath(tree: Directory, folder: string): ByteString {
  const path = bytesOfText(folder)
  // A circle of links leads nowhere; what it breaks is told elsewhere.
  return reach(tree, `/${path}`, {}).kind === 'loop' ? pathParts(path).join('/') : find(tree, path).path
}

/** Where a path leads in the container, seen from its working directory. */
export function reachIn({ tree, cwd, covers }: Container, path: ByteString, way: Way = {}): Reached {
  return reach(tree, path, { cwd, covers, ...way })
}

/** Gives parts of a file to be read; nothing is read beyond its end. */
export async function readParts<T>(open: OpenContent, file: RegularFile, use: (read: ReadPart) => T): Promise<T> {
  return open(file.content, (read) =>
    use((position, length) => {
      const target = new Uint8Array(Math.max(0, Math.min(length, file.size - position)))
      if (target.byteLength > 0) read(target, position)
      return target
    }),
  )
}

/** A path of a tree as people write it. */
export function shownPath(path: ByteString): string {
  return textOfBytes(`/${path}`)
}
