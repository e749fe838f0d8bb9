import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { passExtent } from '../../../src/core/host/passExtent.js'
import { temporaryFolder } from '../../support/folder.js'
import { failure } from '../../support/thrown.js'

const path = join(temporaryFolder(), 'file')
const mebibyte = 1024 * 1024
const body = randomBytes(7 * mebibyte + 11)
writeFileSync(path, body)

it.each([
  [0, 0],
  [0, 1],
  [5, mebibyte],
  [0, body.length],
  [1234, 6 * mebibyte + 1],
])('passes what is from %i on, %i bytes, the former chunk still good when the next is there', async (offset, size) => {
  const copies: Buffer[] = []
  let former: Uint8Array = new Uint8Array()
  for await (const chunk of passExtent({ path, offset }, size)) {
    expect(Buffer.from(copies.at(-1) ?? former).equals(former)).toBe(true)
    copies.push(Buffer.from(chunk))
    former = chunk
  }
  expect(Buffer.concat(copies).equals(body.subarray(offset, offset + size))).toBe(true)
})

it('uses its memory again', async () => {
  const seen = new Set<ArrayBufferLike>()
  for await (const { buffer } of passExtent({ path, offset: 0 }, body.length)) seen.add(buffer)
  expect(seen.size).toBe(3)
})

it('says where a file ends early, or is not there', async () => {
  const read = async (offset: number, size: number, of = path): Promise<void> => {
    for await (const chunk of passExtent({ path: of, offset }, size)) expect(chunk.length).toBeGreaterThan(0)
  }
  expect(await failure(read(1, body.length))).toMatchObject({ code: 'integrity' })
  expect(await failure(read(body.length + 5, 1))).toMatchObject({ code: 'integrity' })
  expect(await failure(read(0, 1, `${path}.gone`))).toMatchObject({ code: 'io' })
})
