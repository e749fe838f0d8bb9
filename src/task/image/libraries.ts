import { baseName, type ByteString, textOfBytes } from '../../core/bytes.js'
import type { Directory } from '../../rootfs/node.js'
import { walk } from '../../rootfs/tree.js'
import { reachIn, readParts, shownPath } from './container.js'
import { type Elf, readElf } from './elf.js'
import { listed } from '../../core/listed.js'
import type { Inspection } from './inspection.js'

/** As many libraries of one program as are looked at. */
const maxLibraries = 256
const maxOfOneName = 64

/** What the kernel gives, and what musl's loader has in itself (ldso/dynlink.c). */
const builtIn = /^linux-(?:vdso|gate)|^ld-/
const library = /\.so(?:\.|$)/
const ofMusl = /^lib(?:c|pthread|rt|m|dl|util|xnet)\./

/**
 * Tells of libraries of a program, and of those that they need in turn, that the image has nowhere. Where they would be looked for is
 * not asked: that hangs on the loader's cache and on variables, and a false alarm is worse than none.
 */
export async function checkLibraries(inspection: Inspection, program: ByteString, elf: Elf): Promise<void> {
  const files = libraryFiles(inspection.container.tree)
  const ahead = [...elf.needed]
  const seen = new Set<ByteString>()
  const absent: string[] = []
  for (let name = ahead.shift(); name !== undefined && seen.size < maxLibraries; name = ahead.shift()) {
    if (
      seen.has(name) ||
      !library.test(name) ||
      builtIn.test(name) ||
      (elf.loader?.includes('/ld-musl-') && ofMusl.test(name))
    )
      continue
    seen.add(name)
    const found = await libraryOf(inspection, files.get(baseName(name)) ?? [], elf.machine)
    if (found) ahead.push(...found.needed)
    else absent.push(textOfBytes(name))
  }
  if (absent.length === 0) return
  const what = absent.length === 1 ? 'a library that is' : 'libraries that are'
  inspection.report.warning(
    'image-library',
    `${shownPath(program)} needs ${what} nowhere in the image: ${listed(absent, 5)}`,
    'Install what has them, or copy them too where the program was copied from another image.',
  )
}

const known = new WeakMap<Directory, Map<ByteString, ByteString[]>>()

/** The paths of all shared libraries by their names. */
function libraryFiles(tree: Directory): Map<ByteString, ByteString[]> {
  const made = known.get(tree)
  if (made) return made
  const files = new Map<ByteString, ByteString[]>()
  for (const { path, node } of walk(tree)) {
    const name = baseName(path)
    if (node.type === 'directory' || !library.test(name)) continue
    const paths = files.get(name)
    if (paths) paths.push(path)
    else files.set(name, [path])
  }
  known.set(tree, files)
  return files
}

/** The first of the files that is a library of the architecture. */
async function libraryOf(
  { container }: Inspection,
  paths: readonly ByteString[],
  machine: number,
): Promise<Elf | undefined> {
  for (const path of paths.slice(0, maxOfOneName)) {
    const reached = reachIn(container, `/${path}`)
    if (reached.kind !== 'found' || reached.node.type !== 'file') continue
    const elf = await readParts(container.open, reached.node, readElf)
    if (elf?.machine === machine) return elf
  }
  return undefined
}
