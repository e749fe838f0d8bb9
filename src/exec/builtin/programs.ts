import { type ByteString, bytesOfText } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import type { Directory, RegularFile } from '../../rootfs/node.js'
import { find } from '../../rootfs/tree.js'
import { baseName } from './fileSystem.js'
import { NotUnderstood } from './notUnderstood.js'

/** Where distributions put their own programs: one elsewhere may be anything under a known name. */
const systemFolders: ReadonlySet<string> = new Set(['bin', 'sbin', 'usr/bin', 'usr/sbin'])

/** Shells that agree on the subset that is understood. */
const shells: ReadonlySet<string> = new Set(['sh', 'ash', 'dash', 'bash', 'busybox'])

/** Reads the first bytes of a file; fewer where it is shorter. */
export type ReadStart = (file: RegularFile, count: number) => Promise<Uint8Array>

/** Makes sure that a word names a shell of the image. @throws NotUnderstood */
export async function requireShell(root: Directory, program: string, readStart: ReadStart): Promise<void> {
  if (!program.startsWith('/')) throw new NotUnderstood(`the shell ${program} is not named by its path`)
  const { name } = await requireElf(root, bytesOfText(program), readStart)
  if (!shells.has(name)) throw new NotUnderstood(`${program} is ${name}, not a shell that is understood`)
}

/** Makes sure that the image's own `name` would be found and is the program as busybox or the distribution's utilities have it. @throws NotUnderstood */
export async function requireProgram(
  root: Directory,
  name: ByteString,
  path: string,
  readStart: ReadStart,
): Promise<void> {
  for (const folder of path.split(':')) {
    if (!folder.startsWith('/')) throw new NotUnderstood('a PATH with a relative folder')
    const at = locate(root, `${bytesOfText(folder)}/${name}`)
    if (at.node?.type !== 'file' || (at.node.mode & 0o111) === 0) continue
    const home = locate(root, bytesOfText(folder)).path
    if (!systemFolders.has(home))
      throw new NotUnderstood(`${name} is found in ${folder}, not among the system's programs`)
    const found = await requireElf(root, `${bytesOfText(folder)}/${name}`, readStart)
    if (found.name === name || found.name === 'busybox' || found.name === 'coreutils') return
    throw new NotUnderstood(`${name} is ${found.name} in this image`)
  }
  throw new NotUnderstood(`the image has no ${name}`)
}

async function requireElf(root: Directory, path: ByteString, readStart: ReadStart): Promise<{ name: string }> {
  const { path: real, node } = locate(root, path)
  if (node?.type !== 'file' || (node.mode & 0o111) === 0) throw new NotUnderstood(`the image has no ${path}`)
  const start = await readStart(node, 4)
  if (Buffer.from(start).toString('latin1') !== '\x7fELF')
    throw new NotUnderstood(`${path} is no program of the system's`)
  return { name: baseName(real) }
}

function locate(root: Directory, path: ByteString): ReturnType<typeof find> {
  try {
    return find(root, path)
  } catch (error) {
    if (error instanceof OciPackError) throw new NotUnderstood(error.message)
    throw error
  }
}
