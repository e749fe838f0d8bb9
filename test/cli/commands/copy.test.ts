import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CopyReport, ListReport } from '../../../src/api/copy/options.js'
import type { Api } from '../../../src/cli/api.js'
import { parseCommandLine } from '../../../src/cli/program.js'
import { temporaryFolder } from '../../support/folder.js'
import { failure } from '../../support/thrown.js'
import { fakeApi, fakeIo } from '../fakeIo.js'

const folder = temporaryFolder()
const digest = `sha256:${'a'.repeat(64)}` as const
const inRegistry: CopyReport = {
  destination: 'localhost:5000/a:1, localhost:5000/a:2, b:1',
  isRegistry: true,
  names: ['localhost:5000/a:1', 'localhost:5000/a:2', 'docker.io/library/b:1'],
  digest,
  mediaType: 'm',
  size: 1000,
}
const inFile: CopyReport = { ...inRegistry, destination: 'image.tar', isRegistry: false, names: [] }

/** What a command line asks the API for, and what it prints. */
async function told(args: string[], report: CopyReport = inFile, isTTY = false) {
  const io = fakeIo({}, isTTY)
  const asked: unknown[] = []
  const one = async (options: unknown) => (asked.push(options), report)
  const several = async (options: unknown) => [await one(options)]
  const api = fakeApi({ copy: one, pull: one, pullAll: several, push: several })
  const status = await parseCommandLine(args)(io, api)
  return { status, asked: asked[0], stdout: io.stdout.text, stderr: io.stderr.text }
}

describe('what is asked for', () => {
  test.each<[string[], object]>([
    [['copy', 'a', 'b'], { source: 'a', destination: 'b', platforms: [], compression: undefined }],
    [
      ['copy', 'a', 'b', '--platform', 'linux/arm64,linux/arm', '--platform', 'linux/amd64', '--compression', 'gzip:9'],
      { platforms: ['linux/arm64', 'linux/arm', 'linux/amd64'], compression: { type: 'gzip', level: 9 } },
    ],
    [['push', 'x.tar'], { source: 'x.tar', references: [] }],
    [['push', 'x.tar', 'a:1', 'b:2', '--cache-dir', 'c'], { references: ['a:1', 'b:2'], cacheDir: 'c' }],
    [
      ['pull', 'a', '--insecure-registry', 'h'],
      { reference: 'a', output: undefined, registry: { insecureHosts: ['h'] } },
    ],
    [['pull', 'a', '-o', 'p'], { output: 'p', format: undefined }],
    [['pull', 'a', '-o', 'p', '--format', 'oci'], { output: 'p', format: 'oci' }],
    [['pull', 'a', '-o', 'type=oci,dest=p'], { output: 'p', format: 'oci' }],
    [['pull', 'a', '-o', 'type=oci,dest=p,tar=false'], { output: 'p', format: 'oci-folder' }],
    [['pull', 'a', '-o', 'dest=p'], { output: 'p', format: 'docker' }],
    [['push', '-a', 'oci:l', 'a', 'b'], { source: 'oci:l', references: ['a', 'b'], allTags: true }],
    [['pull', '--all-tags', 'a', '-o', 'oci:p'], { reference: 'a', output: 'oci:p', format: undefined }],
    [['pull', 'a', '-o', 'oci:p:tag'], { output: 'oci:p:tag', format: undefined }],
  ])('%j', async (args, expected) => {
    expect((await told(args)).asked).toMatchObject(expected)
  })
})

describe('what is printed', () => {
  test('a line for each place that was written, by its digest', async () => {
    expect((await told(['copy', 'a', 'b'], inRegistry)).stdout).toBe(`localhost:5000/a@${digest}\nb@${digest}\n`)
    expect((await told(['copy', 'a', 'b'])).stdout).toBe(`image.tar@${digest}\n`)
  })
  test('the digest alone, and JSON', async () => {
    expect((await told(['push', '-q', 'a', 'b'], inRegistry)).stdout).toBe(`${digest}\n`)
    expect(JSON.parse((await told(['pull', '--json', 'a'])).stdout)).toEqual([inFile])
  })
  test('beside an image on standard output, on standard error', async () => {
    for (const args of [
      ['pull', '-q', '-o', '-', 'a'],
      ['copy', '-q', 'a', 'oci-archive:-:1'],
    ])
      expect(await told(args)).toMatchObject({ status: 0, stdout: '', stderr: `${digest}\n` })
  })
  test('the digest in a file', async () => {
    await told(['copy', '--digestfile', join(folder, 'digest'), 'a', 'b'])
    expect(readFileSync(join(folder, 'digest'), 'utf8')).toBe(digest)
  })
})

test.each<[string[], string]>([
  [['copy', 'a'], "missing required argument 'destination'"],
  [['tag', 'a'], "missing required argument 'tags'"],
  [['copy', 'a', 'b', '--compression', 'lz4'], '--compression "lz4": it is no way to compress that is known'],
])('wrong: %j', (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(message)
})

test.each([
  [['pull', 'a', '-o', 'type=rootfs,dest=p'], 'an image is pulled as it is'],
  [['pull', 'a', '-o', 'type=oci,dest=p', '--format', 'oci'], '--format says the form too'],
])('wrong, once it is done: %j', async (args, message) => {
  const io = fakeIo()
  expect(await failure(parseCommandLine(args)(io, fakeApi({})))).toMatchObject({
    code: 'usage',
    message: expect.stringContaining(message) as string,
  })
})

test('an image is not written to a terminal', async () => {
  const io = fakeIo({}, true)
  const asked = Promise.resolve().then(() => parseCommandLine(['pull', '-o', '-', 'a'])(io, fakeApi({})))
  expect(await failure(asked)).toMatchObject({ code: 'usage' })
})

describe('tag and ls', () => {
  async function print(args: string[], functions: Partial<Api>): Promise<string> {
    const io = fakeIo()
    expect(await parseCommandLine(args)(io, fakeApi(functions))).toBe(0)
    return io.stdout.text
  }
  test('the names of what was tagged', async () => {
    const tag: Api['tag'] = async ({ image, tags }) => ({ digest, names: tags.map((tag) => `${image}:${tag}`) })
    expect(await print(['tag', 'a', '1', '2'], { tag })).toBe(`a:1@${digest}\na:2@${digest}\n`)
  })
  test('tags, and images with what an index names', async () => {
    const ls = (report: ListReport, ...args: string[]) => print(['ls', 'a', ...args], { list: async () => report })
    expect(await ls({ place: 'a', tags: ['1', '2'] })).toBe('1\n2\n')
    const image = { names: [], digest, mediaType: 'm', size: 1000, platform: 'linux/amd64' }
    const index = { names: ['a:1', 'a:2'], digest, mediaType: 'i', size: 3000, images: [image] }
    expect(await ls({ place: 'a', images: [index] })).toBe(
      [
        `NAME  PLATFORM     DIGEST                                                                   SIZE`,
        `a:1   index        ${digest}  3.0 kB`,
        `a:2`,
        `  -   linux/amd64  ${digest}  1.0 kB`,
        ``,
      ].join('\n'),
    )
    expect(JSON.parse(await ls({ place: 'a', images: [index] }, '--json'))).toEqual({ place: 'a', images: [index] })
  })
})
