import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import type { InspectReport } from '../../../src/api/inspect/report.js'
import { parseCommandLine } from '../../../src/cli/program.js'
import { fakeApi, fakeIo } from '../fakeIo.js'

const report: InspectReport = {
  place: 'image.tar',
  kind: 'archive',
  names: ['com/my/task:1.0.0', 'other:2'],
  imageId: `sha256:${'a'.repeat(64)}`,
  manifestDigest: `sha256:${'b'.repeat(64)}`,
  platform: 'linux/amd64',
  platforms: ['linux/amd64', 'linux/arm64'],
  created: '1980-01-01T00:00:00Z',
  size: 2_001_234,
  config: {
    Env: ['PATH=/bin', 'A=\x1b[31mred'],
    Entrypoint: ['/app/run', 'two words'],
    Labels: { a: 'b', c: '' },
    ExposedPorts: { '80/tcp': {} },
    WorkingDir: '/app',
    User: '',
    Healthcheck: { Test: ['CMD', 'true'], Interval: 5 },
  },
  layers: [
    {
      digest: `sha256:${'1'.repeat(64)}`,
      diffId: `sha256:${'2'.repeat(64)}`,
      mediaType: 'm',
      size: 2_000_000,
      createdBy: undefined,
      instruction: undefined,
    },
    {
      digest: `sha256:${'3'.repeat(64)}`,
      diffId: `sha256:${'4'.repeat(64)}`,
      mediaType: 'm',
      size: 1234,
      createdBy: 'COPY a\tb # buildkit',
      instruction: 'COPY a\tb',
    },
  ],
  history: [],
}

async function inspect(...args: string[]): Promise<string> {
  const io = fakeIo()
  const asked: unknown[] = []
  const api = fakeApi({ inspect: async (...given) => (asked.push(...given), report) })
  expect(await parseCommandLine(['inspect', 'image.tar', ...args])(io, api)).toBe(0)
  expect(asked[0]).toBe('image.tar')
  return io.stdout.text
}

test('text', async () => {
  expect(await inspect()).toBe(`names     com/my/task:1.0.0
          other:2
platform  linux/amd64; there are linux/arm64 too
image id  ${report.imageId}
digest    ${report.manifestDigest}
created   1980-01-01T00:00:00Z
size      2.0 MB in 2 layers

config
  Env           PATH=/bin
                A=red
  Entrypoint    /app/run
                two words
  Labels        a=b
                c=
  ExposedPorts  80/tcp
  WorkingDir    /app
  Healthcheck   Test=["CMD","true"]
                Interval=5

layers
  1  111111111111  2.0 MB
  2  333333333333  1.2 kB  COPY a b
`)
})

test('the figures of layers and files', async () => {
  const sized = { size: 1, layer: 1 }
  const figured: InspectReport = {
    ...report,
    config: {},
    layers: report.layers.map((layer, i) => ({
      ...layer,
      ...(i === 1 ? { instruction: `RUN \x1b[2J${'long '.repeat(20)}` } : {}),
      figures: { unpacked: 3_000_000, hidden: 10 ** i, added: 12345, changed: i, removed: 0 },
    })),
    files: {
      ...{
        efficiency: 0.98765,
        wasted: 2500,
        unpacked: 6_000_000,
        seen: 5_999_000,
        hidden: 1000,
        files: 7,
        directories: 2,
      },
      biggest: [{ ...sized, path: '/a\x1b[31m\nb' }],
      wasteful: [
        { ...sized, files: 12, size: 1000, path: '/gone', by: 'removed', byLayer: 2 },
        { ...sized, files: 1, path: '/twice', by: 'replaced', byLayer: 1 },
      ],
    },
  }
  const io = fakeIo({}, true)
  await parseCommandLine(['inspect', 'image.tar'])(io, fakeApi({ inspect: async () => figured }))
  const text = stripVTControlCharacters(io.stdout.text)
  expect(io.stdout.text).not.toBe(text)
  expect(text.slice(text.indexOf('layers '))).toBe(`layers             packed  unpacked  hidden  added  changed  removed
  1  111111111111  2.0 MB    3.0 MB     1 B  12345        0        0
  2  333333333333  1.2 kB    3.0 MB    10 B  12345        1        0
     RUN long long long long long long long long long long long long long long …

files       7, with 2 directories, 6.0 MB
hidden      1.0 kB of 6.0 MB, in files that layers replace or remove
efficiency  98.77 %, 2.5 kB wasted, as dive counts

biggest files
  1 B  /a b  layer 1

biggest hidden
  1.0 kB  /gone  12 files of layer 1, removed by 2
     1 B  /twice  layer 1, replaced by it
`)
})

test('JSON', async () => {
  expect(JSON.parse(await inspect('--json'))).toEqual(JSON.parse(JSON.stringify(report)))
})

test('which image', async () => {
  const asked: unknown[] = []
  const api = fakeApi({ inspect: async (...given) => (asked.push(given), report) })
  await parseCommandLine(['inspect', 'a', '--name', 'n', '--platform', 'linux/arm64'])(fakeIo(), api)
  expect(asked).toMatchObject([['a', { name: 'n', platform: 'linux/arm64' }]])
})
