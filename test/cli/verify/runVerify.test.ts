import { expect, test } from 'vitest'
import type { VerifyResult } from '../../../src/api/verify/result.js'
import { parseCommandLine } from '../../../src/cli/program.js'
import { finding } from '../../../src/oci/verify/finding.js'
import { refuses, takes } from '../../../src/oci/readers/reader.js'
import { fakeApi, fakeIo } from '../fakeIo.js'

const digest = `sha256:${'b'.repeat(64)}` as const

const sound: VerifyResult = {
  path: 'image.tar',
  passes: true,
  images: [
    { names: ['a:1', 'b:2'], imageId: digest, manifestDigest: digest, platform: 'linux/amd64', layers: 2, size: 1500 },
  ],
  findings: [],
  readers: [takes('podman', ['localhost/a:1', 'localhost/b:2']), takes('skopeo-oci-archive', [])],
}

const layer = { number: 2, digest, createdBy: 'RUN echo\x1b[2J' }
const broken: VerifyResult = {
  path: 'image.tar',
  passes: false,
  images: [{ names: [], layers: 1, size: 0 }],
  findings: [
    finding('archive-tail', { file: 'image.tar' }),
    {
      ...finding('link-missing', { file: 'image.tar: x', layer }),
      entries: ['a\n -> b', 'c -> d', 'e', 'f', 'g', 'h'],
      count: 9,
    },
    { ...finding('mode-setuid', { file: 'image.tar: x', layer }), entries: ['bin/su'], count: 1 },
  ],
  readers: [refuses('docker', ['hard links lead to nothing', 'and more']), takes('containerd', [], ['it has no name'])],
}

async function verify(result: VerifyResult, ...flags: string[]): Promise<[number, string]> {
  const io = fakeIo()
  const status = await parseCommandLine(['verify', ...flags, 'image.tar'])(io, fakeApi({ verify: async () => result }))
  return [status, io.stdout.text]
}

test('an image that is sound', async () => {
  expect(await verify(sound)).toEqual([
    0,
    `image.tar: sound
  image     a:1
            b:2
  platform  linux/amd64
  size      1.5 kB in 2 layers
  image id  ${digest}
  digest    ${digest}

readers
  Podman               takes it as localhost/a:1, localhost/b:2
  skopeo oci-archive:  takes it
`,
  ])
})

test('of many names a few are told', async () => {
  const [, text] = await verify({ ...sound, readers: [takes('podman', ['a', 'b', 'c', 'd', 'e', 'f', 'g'])] })
  expect(text).toMatch(/  Podman  takes it as a, b, c, d, e and 2 more\n$/)
})

test('findings stand under what they are about, the first entries with them', async () => {
  expect(await verify(broken)).toEqual([
    1,
    `image.tar: not sound, 1 error, 1 warning
  image  without a name
  size   0 B in 1 layer

image.tar
  warning: other bytes follow the end of the archive (archive-tail)
  help: Make or copy the image again.

layer 2  sha256:bbbbbbbbbbbb  RUN echo
  error: hard links lead to what the layer does not hold before them (link-missing)
    a -> b
    c -> d
    e
    f
    g
    and 4 more
  help: Build the image again: the tool that made this layer wrote an archive that engines read differently.
  info: programs run with the rights of their owner or group (mode-setuid)
    bin/su
  help: See whether each is meant to be so; chmod ug-s takes it away.

readers
  Docker 25 to 28   refuses it: hard links lead to nothing
                    and more
  containerd (ctr)  takes it; it has no name
`,
  ])
})

test('--quiet tells errors alone', async () => {
  expect(await verify(sound, '-q')).toEqual([0, ''])
  const [status, text] = await verify(broken, '--quiet')
  expect(status).toBe(1)
  expect(text).toMatch(/^layer 2 .*\n {2}error: hard links/)
  expect(text).not.toMatch(/warning|info|readers/)
})

test('--json and --format sarif are for programs', async () => {
  const [, json] = await verify(broken, '--json')
  expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(broken)))
  const [status, sarif] = await verify(broken, '--format', 'sarif')
  expect(status).toBe(1)
  expect(JSON.parse(sarif)).toMatchObject({
    runs: [{ results: [{ level: 'warning' }, { level: 'error', ruleId: 'link-missing' }, { level: 'note' }] }],
  })
})

test('what is chosen, and how registries are reached, goes to the API', async () => {
  const asked: unknown[] = []
  const flags = ['--name', 'a:1', '--platform', 'linux/arm64', '--insecure-registry', 'x:5000', '--offline']
  await parseCommandLine(['verify', ...flags, 'image.tar'])(
    fakeIo(),
    fakeApi({
      verify: async (...call) => {
        asked.push(call)
        return sound
      },
    }),
  )
  expect(asked).toMatchObject([
    ['image.tar', { name: 'a:1', platform: 'linux/arm64', offline: true, registry: { insecureHosts: ['x:5000'] } }],
  ])
})
