import { expect, test } from 'vitest'
import type { InspectReport } from '../../../src/api/options.js'
import { parseCommandLine } from '../../../src/cli/program.js'
import { fakeApi, fakeIo } from '../fakeIo.js'

const report: InspectReport = {
  names: ['com/my/task:1.0.0', 'other:2'],
  imageId: `sha256:${'a'.repeat(64)}`,
  manifestDigest: `sha256:${'b'.repeat(64)}`,
  platform: 'linux/amd64',
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
    },
    {
      digest: `sha256:${'3'.repeat(64)}`,
      diffId: `sha256:${'4'.repeat(64)}`,
      mediaType: 'm',
      size: 1234,
      createdBy: 'COPY a\tb',
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
platform  linux/amd64
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
  1  sha256:111111111111  2.0 MB
  2  sha256:333333333333  1.2 kB  COPY a b
`)
})

test('JSON', async () => {
  expect(JSON.parse(await inspect('--json'))).toEqual(JSON.parse(JSON.stringify(report)))
})

test('which image', async () => {
  const asked: unknown[] = []
  const api = fakeApi({ inspect: async (...given) => (asked.push(given), report) })
  await parseCommandLine(['inspect', 'a', '--name', 'n', '--platform', 'linux/arm64'])(fakeIo(), api)
  expect(asked).toEqual([['a', { name: 'n', platform: 'linux/arm64' }]])
})
