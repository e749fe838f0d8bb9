import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, afterAll, describe, expect, it } from 'vitest'
import { readExtent } from '../../../src/core/host/readExtent.js'
import { openArchive } from '../../../src/sources/openArchive.js'
import { openBundle } from '../../../src/task/bundle/openBundle.js'
import { inspectBundle } from '../../../src/task/bundle/inspectBundle.js'
import { temporaryFolder } from '../../support/folder.js'
import { failure } from '../../support/thrown.js'
import { gather } from '../../oci/tar/support.js'
import { goodArchive } from './archiveKinds.js'
import { bundleKinds, descriptorText, tarName } from './bundleKinds.js'
import { rawZip } from './rawZip.js'

const folder = temporaryFolder()
const path = join(folder, 'bundle.zip')
const temporary = join(folder, 'tmp')
const { signal } = new AbortController()
const before = process.env['TMPDIR']

beforeAll(() => {
  mkdirSync(temporary)
  process.env['TMPDIR'] = temporary
})
afterAll(() => {
  if (before === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before
})

function write(name: string): void {
  writeFileSync(path, bundleKinds[name]?.bytes ?? Buffer.alloc(0))
}

describe('openBundle', () => {
  it('reads the image where it is stored', async () => {
    write('with a logo')
    const bundle = await openBundle(path, signal)
    expect(bundle.descriptor).toEqual({ name: `${path}: descriptor.yml`, bytes: Buffer.from(descriptorText()) })
    expect(bundle.image).toMatchObject({ name: `${path}: ${tarName}`, path, size: goodArchive.length })
    expect((await gather(readExtent(bundle.image, bundle.image.size))).equals(goodArchive)).toBe(true)
    expect(bundle.logo?.length).toBe(12)
    const { image, names } = await openArchive(bundle.image)
    expect(names).toEqual(['com/my/task:1.0.0'])
    expect(image.layers.length).toBe(2)
    expect(readdirSync(temporary)).toEqual([])
    await bundle.close()
  })

  it('unpacks an image that is compressed, until it is closed', async () => {
    write('deflated, sizes behind')
    const bundle = await openBundle(path, signal)
    expect(bundle.image.path).not.toBe(path)
    expect((await openArchive(bundle.image)).names).toEqual(['com/my/task:1.0.0'])
    await bundle.close()
    expect(existsSync(bundle.image.path)).toBe(false)
    expect(readdirSync(temporary)).toEqual([])
  })

  it('says what a bundle lacks', async () => {
    for (const [name, code, message] of [
      ['no image', 'format', `${path} is no bundle: it has no image that can be read`],
      ['no descriptor', 'format', `${path} is no bundle: it has no descriptor.yml that can be read`],
      ['cut within the image', 'integrity', `${path}: ${tarName}: the file ends within it`],
      ['some text', 'format', `${path}: what stands at byte 0 is no part of a zip`],
    ] as const) {
      write(name)
      expect(await failure(openBundle(path, signal))).toMatchObject({ code, message })
    }
    expect(await failure(openBundle(join(folder, 'none'), signal))).toMatchObject({ code: 'io' })
    expect(await failure(openBundle(folder, signal))).toMatchObject({ code: 'io' })
  })

  it('leaves nothing when it is stopped, or the image is damaged', async () => {
    const stopped = AbortSignal.abort()
    for (const name of ['deflated', 'stored']) {
      write(name)
      expect((await failure(openBundle(path, stopped))).code).toBe('aborted')
    }
    write('damaged deflated data')
    expect((await failure(openBundle(path, signal))).code).toBe('format')
    expect(readdirSync(temporary)).toEqual([])
  })
})

describe('inspectBundle', () => {
  it('gives what is to be judged further, also where sizes stand behind a stored image', async () => {
    write('a stored image, sizes behind')
    const { image, descriptor, close } = await inspectBundle(path)
    expect(image).toMatchObject({ path, size: goodArchive.length })
    expect(descriptor?.name).toBe(`${path}: descriptor.yml`)
    await close()
  })

  it('goes by the last of several, as the App Engine does', async () => {
    const entries = ['1.0.0', '2.0.0'].map((version) => ({
      name: 'descriptor.yml',
      body: Buffer.from(descriptorText({ version })),
    }))
    writeFileSync(path, rawZip(entries))
    const { descriptor, image } = await inspectBundle(path)
    expect(descriptor?.bytes.toString()).toContain('2.0.0')
    expect(image).toBeUndefined()
  })
})
