import { bytesOfText } from '../../core/bytes.js'
import { hostPlatform } from '../../core/host/hostPlatform.js'
import { formatPlatform, type Platform, samePlatform } from '../../core/platform.js'
import type { Directory } from '../../rootfs/node.js'
import { find } from '../../rootfs/tree.js'
import type { Store } from '../../store/store.js'
import { formatFor } from './binfmt.js'
import { binaryFormats, hasBinaryFormats } from './binfmtFiles.js'
import { elfProgram } from './elfProgram.js'
import { machineOf } from './machines.js'
import { executes } from './probe.js'

/** Whether programs of a platform can be executed here; where that is by emulation, by what. */
export type Execution =
  | { readonly works: true; readonly by?: string }
  | { readonly works: false; readonly refusal: { readonly why: string; readonly hint?: string } }

/**
 * Whether this machine executes the programs of a platform, by itself (also `386` on `amd64`) or by an emulator that the kernel hands them to.
 * @param tree the image's files, where an emulator may have to lie @throws OciPackError `io` for the store
 */
export async function executionOf(platform: Platform, store: Store, tree?: Directory): Promise<Execution> {
  if (samePlatform(platform, hostPlatform)) return { works: true }
  const why = `programs for ${formatPlatform(platform)} do not run on this machine, which is ${formatPlatform(hostPlatform)}`
  const refuse = (more: string, hint?: string): Execution => ({
    works: false,
    refusal: { why: why + more, ...(hint !== undefined && { hint }) },
  })
  const machine = machineOf(platform)
  if (!machine) return refuse('')
  const format = formatFor(binaryFormats() ?? [], elfProgram(machine))
  if (!(await executes(machine, store))) {
    if (format && !format.enabled) return refuse(`; its emulator ${format.name} is switched off`, switchOn(format.name))
    return refuse('', hasBinaryFormats() ? install : noFormats)
  }
  if (!format) {
    // The filter of system calls that lies around a RUN knows none of arm's, which an arm64 may execute by itself.
    const unknown = hostPlatform.architecture === 'arm64' && platform.architecture === 'arm'
    return unknown ? refuse(' without an emulator that the kernel tells of', install) : { works: true }
  }
  const { interpreter, fixed, name } = format
  if (fixed || !tree || find(tree, bytesOfText(interpreter)).node?.type === 'file')
    return { works: true, by: interpreter }
  return refuse(
    `; its emulator ${interpreter} would have to lie in the image`,
    `Register ${name} with the flag F, as Debian's qemu-user-static does.`,
  )
}

const install =
  "Install an emulator, as root: Debian's and Ubuntu's qemu-user-static with binfmt-support, Fedora's qemu-user-static. Or use only commands that need no program, such as chmod, mkdir, ln -s, rm and touch, and COPY --from a stage FROM --platform=$BUILDPLATFORM."

const noFormats = `This kernel hands no programs to emulators (binfmt_misc). In a container, the host's must have it. ${install}`

function switchOn(name: string): string {
  return `Switch it on, as root: echo 1 > /proc/sys/fs/binfmt_misc/${name}.`
}
