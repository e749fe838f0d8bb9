import { type ByteString, textOfBytes } from '../../core/bytes.js'
import { reachIn, readParts, shownPath } from './container.js'
import { readElf } from './elf.js'
import { type Inspection, use } from './inspection.js'
import { checkLibraries } from './libraries.js'
import { type Absence, type Program, programAt } from './locate.js'
import { machineName, runsOn } from './machine.js'
import { execute } from './permission.js'
import type { Start } from './program.js'

/** Whether a program of ELF can be started: its architecture, its loader and its libraries. */
export async function checkElfProgram(inspection: Inspection, { path, file }: Program, start: Start): Promise<void> {
  const { container, report, platform } = inspection
  const shown = shownPath(path)
  const elf = await readParts(container.open, file, readElf)
  if (!elf) {
    const message = `${shown} is damaged or no program: its ELF headers do not hold together (exec format error)`
    report.error('image-program', message, 'Copy or build it again; a library or an object file cannot be started.')
    return
  }
  if (!runsOn(elf.machine, platform.architecture)) {
    report.error(
      'image-program',
      `${shown} is made for ${machineName(elf.machine)}, while the image is for ${platform.architecture} (exec format error)`,
      `Put the program for linux/${platform.architecture} into the image.`,
    )
    return
  }
  if (elf.loader === undefined) return
  const loader = programAt(container, elf.loader, start.identity)
  if (loader === undefined) return
  if ('message' in loader) {
    const { message, hint } = loaderProblem(inspection, elf.loader, loader)
    report.error('image-program', `${shown} ${message}`, hint)
    return
  }
  use(inspection, loader.path, execute)
  const loading = await readParts(container.open, loader.file, readElf)
  if (loading?.machine !== elf.machine) {
    const message = `${shown} needs the loader ${textOfBytes(elf.loader)}, which is no program for ${machineName(elf.machine)} in this image`
    report.error('image-program', message, 'Take the program and its loader from one image.')
    return
  }
  await checkLibraries(inspection, path, elf)
}

const glibc = /\/ld-linux[^/]*\.so\.\d+$|\/ld64\.so\.\d+$/
const musl = /\/ld-musl-[^/]+\.so\.1$/

/** A program that was made for another C library is what this nearly always is. */
function loaderProblem({ container }: Inspection, loader: ByteString, absence: Absence): Absence {
  const shown = textOfBytes(loader)
  const lib = reachIn(container, '/lib')
  const isMusl = lib.kind === 'found' && lib.node.type === 'directory' && hasMusl(lib.node.children.keys())
  if (glibc.test(loader))
    return {
      message: `is made for glibc, the C library of Debian and most others: its loader ${shown} is not in the image`,
      hint: isMusl
        ? 'The image has musl, as Alpine has: take a program that is made for musl or is static, or a base such as debian:bookworm-slim.'
        : 'Take a base that has glibc, such as debian:bookworm-slim, or a static program.',
    }
  if (musl.test(loader))
    return {
      message: `is made for musl, the C library of Alpine: its loader ${shown} is not in the image`,
      hint: 'Take a program that is made for glibc or is static, or alpine as the base.',
    }
  return { message: `needs the loader ${shown}: ${absence.message}`, hint: absence.hint }
}

function hasMusl(names: Iterable<ByteString>): boolean {
  for (const name of names) if (name.startsWith('ld-musl-')) return true
  return false
}
