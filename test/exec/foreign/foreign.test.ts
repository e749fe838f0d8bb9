import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hostPlatform } from '../../../src/core/host/hostPlatform.js'
import { parsePlatform } from '../../../src/core/platform.js'
import { formatFor, parseFormat } from '../../../src/exec/foreign/binfmt.js'
import { elfProgram } from '../../../src/exec/foreign/elfProgram.js'
import { executionOf } from '../../../src/exec/foreign/foreign.js'
import { machineOf } from '../../../src/exec/foreign/machines.js'
import { Store } from '../../../src/store/store.js'
import { hasCommand } from '../../support/command.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()

function programFor(platform: string): Buffer {
  const machine = machineOf(parsePlatform(platform))
  if (!machine) throw new Error(`no machine for ${platform}`)
  return elfProgram(machine)
}

/** The emulators of QEMU, which packages bring for all machines but the host's. */
const emulators = {
  'linux/amd64': 'qemu-x86_64-static',
  'linux/386': 'qemu-i386-static',
  'linux/arm64': 'qemu-aarch64-static',
  'linux/arm/v7': 'qemu-arm-static',
  'linux/riscv64': 'qemu-riscv64-static',
  'linux/ppc64le': 'qemu-ppc64le-static',
  'linux/loong64': 'qemu-loongarch64-static',
  'linux/mips64le': 'qemu-mips64el-static',
  'linux/s390x': 'qemu-s390x-static',
}

describe('the smallest program of a machine', () => {
  test('ends with 42 on this one', () => {
    const path = join(folder, 'own')
    writeFileSync(path, programFor(`linux/${hostPlatform.architecture}`), { mode: 0o755 })
    expect(spawnSync(path).status).toBe(42)
  })

  for (const [platform, emulator] of Object.entries(emulators)) {
    if (!hasCommand(emulator)) console.warn(`skipped: ${emulator} is missing`)
    test.runIf(hasCommand(emulator))(`${platform}: ends with 42 in ${emulator}`, () => {
      const path = join(folder, emulator)
      writeFileSync(path, programFor(platform), { mode: 0o755 })
      expect(spawnSync(emulator, [path]).status).toBe(42)
    })
  }

  test.each(['windows/amd64', 'linux/constructor', 'linux/sparc'])('%s has none', (platform) => {
    expect(machineOf(parsePlatform(platform))).toBeUndefined()
  })
})

const qemu = (flags: string, state = 'enabled'): string =>
  `${state}\ninterpreter /usr/bin/qemu-aarch64-static\nflags: ${flags}\noffset 0\nmagic 7f454c460201010000000000000000000200b700\nmask ffffffffffffff00fffffffffffffffffeffffff\n`

describe('what the kernel hands programs to', () => {
  test('is read as the kernel tells it', () => {
    expect(parseFormat('qemu-aarch64', qemu('OCF'))).toMatchObject({
      enabled: true,
      fixed: true,
      interpreter: '/usr/bin/qemu-aarch64-static',
      offset: 0,
    })
    expect(parseFormat('qemu-aarch64', qemu('OC', 'disabled'))).toMatchObject({ enabled: false, fixed: false })
    expect(parseFormat('jar', 'enabled\ninterpreter /usr/bin/java\nflags: \nextension .jar\n')).toBeUndefined()
    const plain = parseFormat('cli', 'enabled\ninterpreter /usr/bin/mono\nflags: F\noffset 2\nmagic 4d5a\n')
    expect(plain).toMatchObject({ offset: 2, mask: Buffer.from('ffff', 'hex') })
  })

  test('is found by the bytes that count', () => {
    const format = parseFormat('qemu-aarch64', qemu('F'))
    const off = parseFormat('off', qemu('F', 'disabled'))
    if (!format || !off) throw new Error('no format')
    expect(formatFor([off, format], programFor('linux/arm64'))).toBe(format)
    expect(formatFor([off], programFor('linux/arm64'))).toBe(off)
    expect(formatFor([off, format], programFor('linux/amd64'))).toBeUndefined()
    expect(formatFor([format], Buffer.alloc(3))).toBeUndefined()
  })
})

describe('what this machine executes', () => {
  const store = (): Promise<Store> => Store.open(join(folder, 'store'))

  test('its own programs', async () => {
    expect(await executionOf(hostPlatform, await store())).toEqual({ works: true })
  })

  test.each(['windows/amd64', 'linux/sparc'])('not those of %s', async (platform) => {
    expect(await executionOf(parsePlatform(platform), await store())).toMatchObject({
      works: false,
      refusal: { why: expect.stringContaining(`programs for ${platform} do not run on this machine`) as string },
    })
  })
})
