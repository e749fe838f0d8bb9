import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readExtent } from '../../../src/core/host/readExtent.js'
import { temporaryFolder } from '../../support/folder.js'
import { failure } from '../../support/thrown.js'

const folder = temporaryFolder()
const path = join(folder, 'file')
const bytes = Buffer.alloc(3 * 1024 * 1024, 'abcdefg')
writeFileSync(path, bytes)

async function read(offset: number, size: number, from = path): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  for await (const chunk of readExtent({ path: from, offset }, size)) chunks.push(chunk)
  return chunks
}

describe('readExtent', () => {
  it.each([
    [0, 0],
    [0, 1],
    [5, 1024 * 1024],
    [7, 1024 * 1024 + 1],
    [0, bytes.length],
    [bytes.length, 0],
  ])('reads from %i on %i bytes, in chunks of 1 MiB that stay as they are', async (offset, size) => {
    const chunks = await read(offset, size)
    expect(Buffer.concat(chunks).equals(bytes.subarray(offset, offset + size))).toBe(true)
    expect(chunks.slice(0, -1).every((chunk) => chunk.byteLength === 1024 * 1024)).toBe(true)
  })

  it('tells of a file that is too short, missing or a folder', async () => {
    expect(await failure(read(10, bytes.length))).toMatchObject({ code: 'integrity' })
    expect((await failure(read(0, 1, join(folder, 'absent')))).message).toContain('no such file')
    expect((await failure(read(0, 1, folder))).code).toBe('io')
  })
})
