import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Store } from '../../src/store/store.js'
import { FakeRegistry, sayError } from '../support/fakeRegistry.js'
import { temporaryFolder } from '../support/folder.js'
import { type SampleImage, sampleImage, sampleTar } from '../support/sampleImage.js'

const program = fileURLToPath(new URL('../support/layerPuller.ts', import.meta.url))
const folder = temporaryFolder()
let count = 0
let dir: string
let registry: FakeRegistry
let sample: SampleImage

beforeEach(async () => {
  dir = join(folder, `${count++}`)
  registry = await FakeRegistry.start()
  sample = sampleImage([await sampleTar({ a: Buffer.alloc(3_000_000, 'a') }), await sampleTar({ b: 'b' })])
  registry.addBlob(sample.config)
  for (const { blob } of sample.layers) registry.addBlob(blob)
  registry.addManifest('team/image', sample.manifest, 'v1')
})
afterEach(() => registry.stop())

interface Pull {
  readonly child: ChildProcess
  readonly ended: Promise<unknown[]>
}

/** A process that pulls the image. */
function pull(): Pull {
  const args = ['--import', 'tsx', program, dir, `${registry.host}/team/image:v1`]
  const child = spawn(process.execPath, args, { stdio: 'ignore' })
  return { child, ended: once(child, 'exit') }
}

/** How often the bytes of a layer were asked for. */
function asked(layer: number): number {
  const digest = sample.layers[layer]?.descriptor.digest ?? ''
  return registry.asked.filter((line) => line === `GET /v2/team/image/blobs/${digest}`).length
}

const pathOf = (layer: number): RegExp => new RegExp(sample.layers[layer]?.descriptor.digest ?? '')

async function expectWhole(): Promise<void> {
  const store = await Store.open(dir)
  for (const { descriptor } of sample.layers) expect(await store.has(descriptor)).toBe(true)
  await store.close()
  expect(await readdir(join(dir, 'work'))).toEqual([])
}

/** Lets a pull begin with a layer's bytes; `then` ends the exchange once the other has had the time to want them too. */
async function inTheMidst(then: (first: Pull, serve: () => void) => void): Promise<{ first: Pull; second: Pull }> {
  let serveFirst: (() => void) | undefined
  const begun = new Promise<void>((resolve) => {
    registry.next(pathOf(0), (_request, _response, serve) => {
      serveFirst = serve
      resolve()
    })
  })
  const first = pull()
  await begun
  const second = pull()
  // It has come as far as the other layer, and so wants this one as well.
  while (asked(1) === 0 || registry.asked.filter((line) => line.includes('/manifests/')).length < 2)
    await new Promise((resolve) => setTimeout(resolve, 20))
  then(first, () => serveFirst?.())
  return { first, second }
}

it('a layer that two processes want at once is fetched by one', async () => {
  const { first, second } = await inTheMidst((_, serve) => setTimeout(serve, 500))
  expect(await Promise.all([first.ended, second.ended])).toEqual([
    [0, null],
    [0, null],
  ])
  expect([asked(0), asked(1)]).toEqual([1, 1])
  await expectWhole()
})

it('many processes fetch everything once', async () => {
  const all = Array.from({ length: 4 }, pull)
  for (const { ended } of all) expect(await ended).toEqual([0, null])
  expect([asked(0), asked(1)]).toEqual([1, 1])
  await expectWhole()
})

it('when the one that fetches is killed, the other takes over', async () => {
  const { second } = await inTheMidst(({ child }) => child.kill('SIGKILL'))
  expect(await second.ended).toEqual([0, null])
  expect(asked(0)).toBe(2)
  await expectWhole()
})

it('when the one that fetches fails, the other tries', async () => {
  registry.next(pathOf(0), (_request, response) => setTimeout(() => sayError(response, 403, 'DENIED', 'not now'), 3000))
  const first = pull()
  while (asked(0) === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  const second = pull()
  expect(await first.ended).toEqual([1, null])
  expect(await second.ended).toEqual([0, null])
  expect(asked(0)).toBe(2)
  await expectWhole()
})
