import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hostPlatform } from '../../src/core/host/hostPlatform.js'
import { elfProgram } from '../../src/exec/foreign/elfProgram.js'
import { machineOf } from '../../src/exec/foreign/machines.js'
import { whichTool } from '../../src/exec/linux/tools.js'
import type { Ended } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { canSandboxFormats, inFormatSandbox } from '../support/formatSandbox.js'
import { arm64Maker } from '../support/foreignPrograms.js'
import { cliPath } from '../support/paths.js'

const canRegister = await canSandboxFormats()
const isOther = hostPlatform.architecture !== 'arm64'
if (!canRegister) console.warn('skipped: root, or binary formats in user namespaces (Linux 6.7), are missing')

const magic = String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`
const mask = String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`

describe.runIf(canRegister && isOther)('a RUN for linux/arm64', () => {
  const folder = temporaryFolder()
  const context = join(folder, 'context')
  mkdirSync(context)
  writeFileSync(join(context, 'maker'), arm64Maker('made for arm64\n'), { mode: 0o755 })
  writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY maker /\nRUN ["/maker"]\n')
  let count = 0

  /** Builds where files for arm64 are handed to an interpreter, in a store of its own. */
  function build(interpreter: string, flags: string, then = ''): Promise<Ended> {
    const files = join(folder, `files-${count}`)
    const cache = join(folder, `cache-${count++}`)
    const out = `type=rootfs,dest=${files}`
    const oci = `'${process.execPath}' '${cliPath}' build --platform linux/arm64 --cache-dir '${cache}' -o '${out}' '${context}'`
    const registered = `printf '%s' ':arm64:M::${magic}:${mask}:${interpreter}:${flags}' > /proc/sys/fs/binfmt_misc/register`
    return inFormatSandbox([registered, then, oci, `cat '${files}/made'`].join('\n'))
  }

  /**
   * What ends with 42, whatever it is given: enough of an emulator for the program that oci-pack tries. A new file each time, for the kernel may hold
   * one that was registered for a moment yet.
   */
  function ending42(): string {
    const own = machineOf(hostPlatform)
    if (!own) throw new Error('this machine is not known')
    const path = join(folder, `ending42-${count}`)
    writeFileSync(path, elfProgram(own), { mode: 0o755 })
    return path
  }

  test('is executed by the interpreter that the kernel hands its program to', async () => {
    const { status, stderr } = await build(ending42(), 'F')
    expect(status).toBe(1)
    expect(stderr).toContain('the command "/maker" ended with exit status 42')
  })

  test('is refused where the interpreter would have to lie in the image', async () => {
    const emulator = ending42()
    const { status, stderr } = await build(emulator, '')
    expect(status).toBe(1)
    expect(stderr).toContain(`its emulator ${emulator} would have to lie in the image`)
    expect(stderr).toContain('Register arm64 with the flag F')
  })

  test('is refused where the interpreter is switched off', async () => {
    const { stderr } = await build(ending42(), 'F', 'echo 0 > /proc/sys/fs/binfmt_misc/arm64')
    expect(stderr).toContain('its emulator arm64 is switched off')
    expect(stderr).toContain('echo 1 > /proc/sys/fs/binfmt_misc/arm64')
  })

  const emulator = whichTool('qemu-aarch64-static') ?? ''
  if (emulator === '') console.warn('skipped: qemu-aarch64-static is missing')
  test.runIf(emulator !== '').each(['F', 'OCF', 'POCF'])('is executed by QEMU, registered with %s', async (flags) => {
    const { status, stdout, stderr } = await build(emulator, flags)
    expect(stderr).toMatch(/\[stage 0 3\/3\] RUN \["\/maker"\][^]*DONE [\d.]+s \((namespaces|chroot)\)/)
    expect([status, stdout.split('\n').slice(-2)]).toEqual([0, ['made for arm64', '']])
  })
})

test.runIf(canRegister && isOther)('without an interpreter the error says what is missing', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'maker'), arm64Maker('x'), { mode: 0o755 })
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY maker /\nRUN ["/maker"]\n')
  const build = `'${process.execPath}' '${cliPath}' build --platform linux/arm64 --run-with namespaces --cache-dir '${folder}/cache' -o '${folder}/x.tar' '${folder}'`
  const { status, stderr } = await inFormatSandbox(build)
  expect(status).toBe(1)
  expect(stderr).toContain('programs for linux/arm64 do not run on this machine, which is linux/amd64')
  expect(stderr).toContain('qemu-user-static')
})
