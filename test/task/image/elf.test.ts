import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readElf, type ReadPart } from '../../../src/task/image/elf.js'
import { elfBytes, type ElfParts } from '../../support/elfBytes.js'

function partsOf(bytes: Uint8Array): ReadPart {
  return (position, length) => bytes.subarray(position, position + length)
}

describe('readElf', () => {
  const rows: ElfParts[] = [
    {},
    { machine: 183, loader: '/lib/ld-linux-aarch64.so.1', needed: ['libc.so.6'] },
    { machine: 3, bits: 32, loader: '/lib/ld-linux.so.2', needed: ['liba.so', 'libb.so.1'] },
    { machine: 22, bigEndian: true, needed: ['libc.so.6'] },
    { machine: 20, bits: 32, bigEndian: true, loader: '/x', needed: ['y'] },
  ]
  test.each(rows)('%j', (parts) => {
    const { machine = 62, loader, needed = [] } = parts
    expect(readElf(partsOf(elfBytes(parts)))).toEqual({ machine, loader, needed })
  })

  test.each([
    ['an object file', elfBytes({ type: 1 })],
    ['cut in its header', elfBytes().subarray(0, 20)],
    ['cut in its segments', elfBytes().subarray(0, 70)],
    ['a loader that is nowhere', elfBytes({ loader: '/ld' }).subarray(0, 300)],
    ['no ELF', Buffer.from('#!/bin/sh\n')],
    ['nothing', Buffer.alloc(0)],
  ])('%s cannot be started', (_, bytes) => {
    expect(readElf(partsOf(bytes))).toBeUndefined()
  })

  test('the programs of this machine are read', async () => {
    const { readFileSync } = await import('node:fs')
    const elf = readElf(partsOf(readFileSync(process.execPath)))
    expect(elf?.loader).toMatch(/^\/lib.*ld-/)
    expect(elf?.needed.some((name) => name.startsWith('libc.'))).toBe(true)
  })

  test('whatever the bytes say, little is read and nothing is thrown', () => {
    const damage = fc.array(fc.tuple(fc.nat(299), fc.nat(255)), { maxLength: 24 })
    const parts = fc.record({
      bits: fc.constantFrom(32 as const, 64 as const),
      bigEndian: fc.boolean(),
      loader: fc.constant('/lib/ld.so'),
      needed: fc.constant(['a', 'b']),
    })
    fc.assert(
      fc.property(parts, damage, fc.nat(8192), (made, changes, size) => {
        const bytes = elfBytes(made).subarray(0, size)
        for (const [at, value] of changes) if (at >= 6 && at < bytes.length) bytes[at] = value
        let asked = 0
        readElf((position, length) => {
          asked += length
          expect(length).toBeLessThanOrEqual(64 << 10)
          return partsOf(bytes)(position, length)
        })
        expect(asked).toBeLessThan(8 << 20)
      }),
    )
  })
})
