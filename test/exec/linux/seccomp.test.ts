import { describe, expect, it } from 'vitest'
import { ownerFilter, seccompFilter } from '../../../src/exec/linux/seccomp.js'

/** What a filter makes of a call: the few instructions that it is made of, executed. */
function verdict(code: Uint8Array, arch: number, number: number, argument = 0): number {
  const bytes = Buffer.from(code)
  const data = new Map([
    [0, number],
    [4, arch],
    [16, argument],
  ])
  let value = 0
  for (let at = 0; at < bytes.length / 8; at++) {
    const operation = bytes.readUInt16LE(at * 8)
    const [ifTrue, ifFalse, constant] = [bytes[at * 8 + 2] ?? 0, bytes[at * 8 + 3] ?? 0, bytes.readUInt32LE(at * 8 + 4)]
    if (operation === 0x20) value = data.get(constant) ?? NaN
    else if (operation === 0x06) return constant
    else {
      const holds =
        operation === 0x15 ? value === constant : operation === 0x25 ? value > constant : (value & constant) !== 0
      at += holds ? ifTrue : ifFalse
    }
  }
  throw new Error('the filter does not end')
}

const allow = 0x7fff0000
const refuse = 0x00050001
const unknown = 0x00050026
const x64 = 0xc000003e
const i386 = 0x40000003
const arm64 = 0xc00000b7

describe("Docker's profile", () => {
  it.each([
    [
      'x64',
      x64,
      {
        read: 0,
        execve: 59,
        chown: 92,
        chroot: 161,
        mknodat: 259,
        ptrace: 101,
        personality: 135,
        setns: 308,
        statx: 332,
      },
    ],
    [
      'arm64',
      arm64,
      { read: 63, execve: 221, fchownat: 54, chroot: 51, mknodat: 33, ptrace: 117, setns: 268, statx: 291 },
    ],
  ] as const)('lets the calls of %s through that a container makes', (name, arch, calls) => {
    for (const [call, number] of Object.entries(calls))
      expect([call, verdict(seccompFilter(name), arch, number)]).toEqual([call, call === 'setns' ? refuse : allow])
  })

  it.each([
    ['x64', x64, [165, 166, 155, 272, 175, 246, 250, 298, 304, 321, 323, 425]],
    ['x64', i386, [21, 52, 217, 310, 128, 283, 288, 336, 342, 357, 374, 425]],
    ['arm64', arm64, [40, 39, 41, 97, 105, 104, 219, 241, 265, 280, 282, 425]],
  ] as const)('refuses those of %s (%i) that reach into the kernel', (name, arch, calls) => {
    for (const number of calls) expect([number, verdict(seccompFilter(name), arch, number)]).toEqual([number, refuse])
  })

  it('lets processes be made, and namespaces not', () => {
    const filter = seccompFilter('x64')
    expect(verdict(filter, x64, 56, 0x01200011)).toBe(allow)
    expect(verdict(filter, x64, 56, 0x10000000)).toBe(refuse)
    expect(verdict(filter, i386, 120, 0x00020000)).toBe(refuse)
    expect(verdict(seccompFilter('arm64'), arm64, 220, 0x40000000)).toBe(refuse)
  })

  it('knows nothing of clone3, nor of what is newer than itself or of another way to number calls', () => {
    const filter = seccompFilter('x64')
    expect(verdict(filter, x64, 435)).toBe(unknown)
    expect(verdict(filter, x64, 1000)).toBe(unknown)
    expect(verdict(filter, x64, 0x40000000 + 165)).toBe(unknown)
  })

  it('refuses all calls of another processor', () => {
    expect(verdict(seccompFilter('x64'), arm64, 63)).toBe(refuse)
  })
})

describe('the filter for a single id', () => {
  it.each([
    ['x64', x64, [92, 93, 94, 260], [105, 106, 113, 114, 116, 117, 119, 122, 123], [0, 59, 90, 165]],
    ['arm64', arm64, [54, 55], [143, 144, 145, 146, 147, 149, 151, 152, 159], [63, 221, 40]],
  ] as const)('hands owners over and takes identities for granted (%s)', (name, arch, owning, becoming, others) => {
    const filter = ownerFilter(name)
    for (const number of owning) expect([number, verdict(filter, arch, number)]).toEqual([number, 0x7fc00000])
    for (const number of becoming) expect([number, verdict(filter, arch, number)]).toEqual([number, 0x00050000])
    for (const number of others) expect([number, verdict(filter, arch, number)]).toEqual([number, allow])
    expect(verdict(filter, i386, 92)).toBe(allow)
  })
})
