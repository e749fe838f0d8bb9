import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import type * as os from 'node:os'
import { gunzipSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { gzip } from '../../../src/oci/compress/gzip.js'
import { needs } from '../../support/needs.js'
import { chunks, gather } from '../tar/support.js'

const mebibyte = 1024 * 1024
const parallelism = vi.hoisted(() => ({ value: 2 }))
vi.mock('node:os', async (original) => ({
  ...(await original<typeof os>()),
  availableParallelism: () => parallelism.value,
}))

/** Text that repeats over the borders of blocks. */
function content(size: number): Buffer {
  const line = createHash('sha512').update('x').digest('hex')
  return Buffer.from(Array.from({ length: Math.ceil(size / 131) }, (_, i) => `${i % 997} ${line}`).join('\n')).subarray(
    0,
    size,
  )
}

const hasGzip = needs('gzip', spawnSync('gzip', ['--version']).status === 0)

test.each([0, 1, mebibyte - 1, mebibyte, mebibyte + 1, 3 * mebibyte + 77])('%i bytes come back', async (size) => {
  const plain = content(size)
  for (const level of [0, 1, 2, 6, 9]) {
    const packed = await gather(gzip(chunks(plain), { level }))
    expect(gunzipSync(packed).equals(plain)).toBe(true)
    if (hasGzip) expect(spawnSync('gzip', ['--test'], { input: packed }).status).toBe(0)
  }
})

test.each([2, 6])('level %i: the same bytes, however the content is cut and whatever works on it', async (level) => {
  const plain = content(5 * mebibyte + 3)
  const expected = await gather(gzip(chunks(plain), { level }))
  for (const [size, cpus] of [
    [1000, 1],
    [3 * mebibyte, 1],
    [65536, 7],
  ] as const) {
    parallelism.value = cpus
    expect((await gather(gzip(chunks(plain, size), { level }))).equals(expected)).toBe(true)
  }
})

test('the header has no time, no name and no system', async () => {
  const packed = await gather(gzip(chunks(Buffer.from('x')), { level: 6 }))
  expect(packed.toString('hex', 0, 10)).toBe('1f8b08000000000000ff')
})

test.each([2, 6])('level %i: a border between blocks costs little', async (level) => {
  const random = Buffer.concat(Array.from({ length: 500 }, (_, i) => createHash('sha512').update(`${i}`).digest()))
  const block = Buffer.alloc(mebibyte)
  random.copy(block, mebibyte - random.length)
  const twice = Buffer.concat([block, random])
  const once = await gather(gzip(chunks(block), { level }))
  expect((await gather(gzip(chunks(twice), { level }))).length).toBeLessThan(once.length + 1000)
})

test('no more blocks are read ahead than are worked on', async () => {
  parallelism.value = 2
  let given = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      given++
      yield Buffer.alloc(mebibyte)
    }
  }
  let taken = 0
  for await (const part of gzip(endless(), { level: 1 })) if (part.length > 0 && ++taken === 20) break
  expect(given).toBeLessThan(taken + 5)
})

test('an error of the source passes unchanged', async () => {
  const failure = new Error('the disk is gone')
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(3 * mebibyte)
    throw failure
  }
  await expect(gather(gzip(failing(), { level: 6 }))).rejects.toBe(failure)
})
