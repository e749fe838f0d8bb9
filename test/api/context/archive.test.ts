import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../../src/core/events.js'
import { sha256 } from '../../../src/core/hash.js'
import { build, type BuildOptions } from '../../../src/index.js'
import { cacheDir, folder } from '../../support/builder.js'
import { useFileServer } from '../../support/fileServer.js'
import { type ImageSummary, imageSummary } from '../../support/imageSummary.js'
import { tarItem, type TarItem, writeTar } from '../../support/tarItems.js'

const server = useFileServer()
let count = 0

async function built(context: string, more: Partial<BuildOptions> = {}): Promise<ImageSummary & { digest: string }> {
  const dest = join(folder, `image-${count++}.tar`)
  await build({ context, cacheDir, env: {}, outputs: [{ type: 'docker', dest }], ...more })
  return { ...imageSummary(readFileSync(dest)), digest: sha256(readFileSync(dest)) }
}

function archive(items: readonly (Partial<TarItem> & Pick<TarItem, 'name'>)[]): Buffer {
  return writeTar(items.map(tarItem))
}

function fileOf(bytes: Uint8Array | string): string {
  const path = join(folder, `context-${count++}.tar`)
  writeFileSync(path, bytes)
  return path
}

const dockerfile = (text: string): Partial<TarItem> & { name: string } => ({
  name: 'Dockerfile',
  body: Buffer.from(text),
})
const copyAll = dockerfile('FROM scratch\nCOPY . /c/\n')
const some = [
  copyAll,
  { name: '.dockerignore', body: Buffer.from('kept\n') },
  { name: 'kept', mode: 0o640, uid: 5, gid: 6, mtime: 1600000000, body: Buffer.from('kept') },
  { name: 'sub', type: 'dir', mode: 0o700 },
  { name: 'sub/link', type: 'symlink', target: '../kept' },
  { name: 'sub/other', type: 'hardlink', target: 'kept', mode: 0o640, uid: 5, gid: 6, mtime: 1600000000 },
] as const

describe('a context that is an archive', () => {
  test('gives its files with their owners, .dockerignore or not, as for Docker', async () => {
    const events: Event[] = []
    const { tree, history } = await built(fileOf(archive(some)), { onEvent: (event) => events.push(event) })
    expect(Object.keys(tree)).toEqual([
      'c',
      'c/.dockerignore',
      'c/Dockerfile',
      'c/kept',
      'c/sub',
      'c/sub/link',
      'c/sub/other',
    ])
    expect(tree).toMatchObject({
      c: { uid: 0, mode: '0755' },
      'c/kept': { mode: '0640', uid: 5, gid: 6, mtime: 315532800, text: 'kept' },
      'c/sub': { mode: '0700' },
      'c/sub/link': { target: '../kept' },
    })
    expect(history).toEqual([['COPY . /c/ # buildkit', false]])
    expect(events).toContainEqual({ type: 'warning', message: expect.stringContaining('.dockerignore') as string })
  })

  test('keeps the times of files where the build preserves times', async () => {
    const { tree } = await built(fileOf(archive(some)), { timestamp: 'preserve' })
    expect(tree).toMatchObject({ 'c/kept': { mtime: 1600000000 } })
  })

  test('gives the bytes that a folder of the same files gives, packed or not, in a file or at an address', async () => {
    const where = join(folder, 'the-same')
    mkdirSync(join(where, 'sub'), { recursive: true })
    writeFileSync(join(where, 'Dockerfile'), 'FROM scratch\nCOPY . /c/\n')
    writeFileSync(join(where, 'sub/x'), 'x')
    chmodSync(join(where, 'Dockerfile'), 0o644)
    for (const name of ['sub', 'sub/x']) chmodSync(join(where, name), 0o755)
    symlinkSync('x', join(where, 'sub/y'))
    const packed = archive([
      { name: 'sub', type: 'dir', mode: 0o755, mtime: 7 },
      { name: 'sub/y', type: 'symlink', target: 'x', mtime: 8 },
      { name: './sub/x', mode: 0o755, body: Buffer.from('x'), mtime: 9 },
      copyAll,
    ])
    server.give('/context', packed)
    const { digest } = await built(where)
    expect((await built(fileOf(packed))).digest).toBe(digest)
    expect((await built(fileOf(gzipSync(packed)))).digest).toBe(digest)
    expect((await built(server.url('/context'))).digest).toBe(digest)
  })

  test('has the Dockerfile that --file names, behind a link too, or the one called dockerfile', async () => {
    const items = [
      { name: 'sub/Other', body: Buffer.from('FROM scratch\nCOPY x /other\n') },
      { name: 'link', type: 'symlink', target: 'sub/Other' },
      { name: 'dockerfile', body: Buffer.from('FROM scratch\nCOPY x /usual\n') },
      { name: 'x' },
    ] as const
    const path = fileOf(archive(items))
    expect(Object.keys((await built(path)).tree)).toEqual(['usual'])
    for (const file of ['sub/Other', './link'])
      expect(Object.keys((await built(path, { file })).tree)).toEqual(['other'])
  })

  test('holds a name twice: the last one counts', async () => {
    const items = [
      copyAll,
      { name: 'a', body: Buffer.from('one') },
      { name: 'b', type: 'dir' },
      { name: 'b/c' },
      { name: 'a', body: Buffer.from('two') },
      { name: 'b', body: Buffer.from('file') },
    ] as const
    const { tree } = await built(fileOf(archive(items)))
    expect(tree).toMatchObject({ 'c/a': { text: 'two' }, 'c/b': { text: 'file' } })
    expect(tree).not.toHaveProperty(['c/b/c'])
  })
})

describe('a hostile archive', () => {
  test('does not lead out of itself', async () => {
    const items = [
      dockerfile('FROM scratch\nCOPY up/x /x\nCOPY abs/passwd /passwd\n'),
      { name: 'x', body: Buffer.from('within') },
      { name: 'up', type: 'symlink', target: '../../../../..' },
      { name: 'abs', type: 'symlink', target: '/etc' },
      { name: 'etc/passwd', body: Buffer.from('mine') },
    ] as const
    const { tree } = await built(fileOf(archive(items)))
    expect(tree).toMatchObject({ x: { text: 'within' }, passwd: { text: 'mine' } })
  })

  test.each([
    ['a name that leaves it', [copyAll, { name: '../x' }], 'format', 'leaves the root'],
    [
      'a hard link that leaves it',
      [copyAll, { name: 'x', type: 'hardlink', target: '../x' }],
      'format',
      'leaves the root',
    ],
    ['a hard link to nothing', [copyAll, { name: 'x', type: 'hardlink', target: 'y' }], 'format', 'which is not there'],
    [
      'a name that leaves it through a link',
      [copyAll, { name: 'up', type: 'symlink', target: '../..' }, { name: 'up/x' }],
      'source',
      'leaves the root through a link',
    ],
    [
      'links in a circle',
      [{ name: 'Dockerfile', type: 'symlink', target: 'Dockerfile' }],
      'source',
      'too many symbolic',
    ],
    ['a folder as the Dockerfile', [{ name: 'Dockerfile', type: 'dir' }], 'not-found', 'is not in the context'],
    ['a Dockerfile that is a device', [{ name: 'Dockerfile', type: 'char' }], 'not-found', 'is not in the context'],
    ['no Dockerfile', [{ name: 'Dockerfiel' }], 'not-found', 'the Dockerfile Dockerfile is not in the context'],
  ] as const)('%s', async (_, items, code, message) => {
    await expect(built(fileOf(archive(items)))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    })
  })

  test('a Dockerfile of many megabytes', async () => {
    const path = fileOf(archive([{ name: 'Dockerfile', body: Buffer.alloc(17 << 20, '\n') }]))
    await expect(built(path)).rejects.toMatchObject({ code: 'unsupported' })
  })

  test('one that ends too early', async () => {
    const path = fileOf(gzipSync(archive(some)).subarray(0, -20))
    await expect(built(path)).rejects.toMatchObject({ code: 'format' })
  })
})

describe('an address', () => {
  test('of a Dockerfile alone is the one file of its context, whatever --file names', async () => {
    server.give('/Dockerfile', 'FROM scratch\nCOPY context /x\n')
    for (const file of [undefined, 'nothing'])
      expect((await built(server.url('/Dockerfile'), { file })).tree).toMatchObject({ x: { mode: '0600', uid: 0 } })
  })

  test('that gives nothing', async () => {
    const address = server.url('/none').replace('http://', 'http://user:secret@')
    await expect(built(address)).rejects.toMatchObject({
      code: 'not-found',
      message: `cannot fetch ${server.url('/none')}: HTTP status 404`,
    })
  })

  test('of a Dockerfile does not go with another one from standard input', async () => {
    server.give('/Dockerfile', 'FROM scratch\n')
    await expect(built(server.url('/Dockerfile'), { file: '-' })).rejects.toMatchObject({ code: 'usage' })
  })
})

test.each(['Dockerfile', 'x'.repeat(2000)])('a file that is no archive is no context: %.10s', async (text) => {
  await expect(built(fileOf(text))).rejects.toMatchObject({ code: 'usage' })
})
