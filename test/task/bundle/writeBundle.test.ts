import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OciPackError } from '../../../src/core/errors.js'
import { dockerArchive, dockerArchiveFile } from '../../../src/export/dockerArchive.js'
import { parseReference } from '../../../src/oci/reference.js'
import { openArchive } from '../../../src/sources/openArchive.js'
import { checkBundle } from '../../../src/task/bundle/inspectBundle.js'
import { type BundleParts, writeBundle } from '../../../src/task/bundle/writeBundle.js'
import { temporaryFolder } from '../../support/folder.js'
import { needs } from '../../support/needs.js'
import { readPipe } from '../../support/pipe.js'
import { failure } from '../../support/thrown.js'
import { gather } from '../../oci/tar/support.js'
import { goodArchive } from './archiveKinds.js'
import { descriptorText, tarName } from './bundleKinds.js'

const folder = temporaryFolder()
const { signal } = new AbortController()
const created = 315532800
const names = [parseReference('com/my/task:1.0.0')]

async function parts(): Promise<BundleParts> {
  const tar = join(folder, 'image.tar')
  writeFileSync(tar, goodArchive)
  const { image } = await openArchive(tar)
  return {
    descriptor: Buffer.from(descriptorText()),
    image: await dockerArchiveFile(tarName, image, names, created),
    logo: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
  }
}

describe('writeBundle', () => {
  it('writes what a check finds nothing in, the same every time', async () => {
    const [first, second] = [join(folder, 'first.zip'), join(folder, 'second.zip')]
    await writeBundle(await parts(), first, signal)
    await writeBundle(await parts(), second, signal)
    expect(await checkBundle(first)).toEqual([])
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true)
  })

  it('writes the archive that the image exports to, whose size was told before', async () => {
    const { image } = await parts()
    const { image: opened } = await openArchive(join(folder, 'image.tar'))
    const archive = await gather(dockerArchive(opened, names, created))
    expect(image.size).toBe(archive.length)
    const bundle = join(folder, 'whole.zip')
    await writeBundle(await parts(), bundle, signal)
    expect(readFileSync(bundle).includes(archive)).toBe(true)
  })

  it('writes the same bytes into a pipe', async () => {
    const pipe = join(folder, 'pipe')
    const read = readPipe(pipe)
    if (!needs('mkfifo', read !== undefined) || !read) return
    await writeBundle(await parts(), pipe, signal)
    const file = join(folder, 'file.zip')
    await writeBundle(await parts(), file, signal)
    expect((await read()).equals(readFileSync(file))).toBe(true)
  })

  it('leaves the former file, and nothing else, where the image cannot be read', async () => {
    const dest = join(folder, 'former.zip')
    writeFileSync(dest, 'former')
    const before = readdirSync(folder)
    const error = new OciPackError('integrity', 'gone')
    const image = {
      name: tarName,
      size: 3,
      async *open() {
        yield Buffer.from('a')
        throw error
      },
    }
    expect(await failure(writeBundle({ descriptor: Buffer.from('d'), image }, dest, signal))).toBe(error)
    expect(readFileSync(dest, 'utf8')).toBe('former')
    expect(readdirSync(folder)).toEqual(before)
  })

  it('leaves nothing when it is stopped', async () => {
    const controller = new AbortController()
    const image = {
      name: tarName,
      size: 1e9,
      async *open() {
        for (;;) {
          yield Buffer.alloc(1000)
          controller.abort()
        }
      },
    }
    const before = readdirSync(folder)
    const writing = writeBundle({ descriptor: Buffer.from('d'), image }, join(folder, 'x.zip'), controller.signal)
    expect((await failure(writing)).code).toBe('aborted')
    expect(readdirSync(folder)).toEqual(before)
  })
})
