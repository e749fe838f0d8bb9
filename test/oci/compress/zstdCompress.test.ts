import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import type * as os from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import { unzstd } from '../../../src/oci/compress/zstd.js'
import { unzstdFrames } from '../../../src/oci/compress/zstdPortable.js'
import { zstd, zstdVersion } from '../../../src/oci/compress/zstdCompress.js'
import { zstdFrames } from '../../../src/oci/compress/zstdFrames.js'
import { needs } from '../../support/needs.js'
import { projectRoot } from '../../support/paths.js'
import { chunks, gather } from '../tar/support.js'

const frame = 2 * 1024 * 1024
const parallelism = vi.hoisted(() => ({ value: 2 }))
vi.mock('node:os', async (original) => ({
  ...(await original<typeof os>()),
  availableParallelism: () => parallelism.value,
}))

function content(size: number): Buffer {
  const line = createHash('sha512').update('x').digest('hex')
  return Buffer.from(Array.from({ length: Math.ceil(size / 131) }, (_, i) => `${i % 997} ${line}`).join('\n')).subarray(
    0,
    size,
  )
}

const hasZstd = needs('zstd', spawnSync('zstd', ['--version']).status === 0)

test.each([0, 1, frame - 1, frame, frame + 1, 2 * frame + 77])('%i bytes come back', async (size) => {
  const plain = content(size)
  for (const level of [1, 3, 12]) {
    const packed = await gather(zstd(chunks(plain), { level }))
    expect((await gather(unzstd(chunks(packed)))).equals(plain)).toBe(true)
    expect((await gather(unzstdFrames(zstdFrames(chunks(packed))))).equals(plain)).toBe(true)
    if (hasZstd) {
      const { status, stdout } = spawnSync('zstd', ['-d', '-c'], { input: packed, maxBuffer: 1e8 })
      expect(status).toBe(0)
      expect(stdout.equals(plain)).toBe(true)
    }
  }
})

test('the same bytes on every host, however the content is cut and whatever works on it', async () => {
  const plain = content(3 * frame + 3)
  const digests: string[] = []
  for (const [size, cpus] of [
    [1000, 1],
    [frame, 1],
    [65536, 7],
  ] as const) {
    parallelism.value = cpus
    digests.push(sha256(await gather(zstd(chunks(plain, size), { level: 3 }))))
  }
  // What another host or another release of the compressor gave. Other bytes want another `zstdVersion`.
  expect(new Set(digests)).toEqual(new Set(['sha256:845ac90af46999fcf93938b2d2fd2b4f91f2e405f6c9957b973814e4a069eeee']))
})

test('the version names the compressor that is installed', () => {
  const text = readFileSync(join(projectRoot, 'node_modules/@bokuweb/zstd-wasm/package.json'), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  expect(zstdVersion).toBe(`1-wasm-${version}`)
})

test('whatever the content is, and however it is cut', async () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(parts, fc.integer({ min: 1, max: 5 }), async (chunks, level) => {
      async function* source(): AsyncGenerator<Uint8Array> {
        for (const chunk of chunks) yield chunk
      }
      expect((await gather(unzstd(zstd(source(), { level })))).equals(Buffer.concat(chunks))).toBe(true)
    }),
    { numRuns: 20 },
  )
})

test('an error of the source passes unchanged', async () => {
  const failure = new Error('the disk is gone')
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(2 * frame)
    throw failure
  }
  await expect(gather(zstd(failing(), { level: 1 }))).rejects.toBe(failure)
})

test('whoever wants no more ends the threads', async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) yield Buffer.alloc(frame)
  }
  const started: Worker[] = []
  const note = (worker: Worker): unknown => started.push(worker)
  process.on('worker', note)
  try {
    let taken = 0
    for await (const part of zstd(endless(), { level: 1 })) {
      expect(alive(started)).toBeGreaterThan(0)
      if (part.length > 0 && ++taken === 3) break
    }
  } finally {
    process.off('worker', note)
  }
  expect(alive(started)).toBe(0)
})

/** How many of them go on: one that has ended is the thread -1. */
function alive(workers: readonly Worker[]): number {
  return workers.filter(({ threadId }) => threadId !== -1).length
}
