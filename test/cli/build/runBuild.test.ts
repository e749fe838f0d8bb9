import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BuildOptions, BuildResult } from '../../../src/api/options.js'
import type { BuildFlags } from '../../../src/cli/build/request.js'
import { runBuild } from '../../../src/cli/build/runBuild.js'
import { OciPackError } from '../../../src/core/errors.js'
import { temporaryFolder } from '../../support/folder.js'
import { fakeIo } from '../fakeIo.js'

const folder = temporaryFolder()
const flags: BuildFlags = { cache: true, progress: 'plain', output: [join(folder, 'image.tar')] }
const result: BuildResult = {
  imageId: `sha256:${'a'.repeat(64)}`,
  manifestDigest: `sha256:${'b'.repeat(64)}`,
  descriptor: { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: `sha256:${'b'.repeat(64)}`, size: 7 },
  tags: ['com/my/task:1.0.0'],
  size: 12_345_678,
  images: [
    {
      platform: 'linux/amd64',
      imageId: `sha256:${'a'.repeat(64)}`,
      manifestDigest: `sha256:${'b'.repeat(64)}`,
      size: 12_345_678,
    },
  ],
  outputs: [{ type: 'docker', dest: 'image.tar', written: [{ place: 'image.tar' }] }],
}
const api = {
  build: async ({ onEvent }: BuildOptions) => (onEvent?.({ type: 'step-start', id: '1', name: 'FROM x' }), result),
}
const failing = (error: Error) => ({ build: () => Promise.reject<BuildResult>(error) })

describe('a build that succeeds', () => {
  test('prints what was written, and how it went on standard error', async () => {
    const io = fakeIo()
    expect(await runBuild(folder, flags, io, api)).toBe(0)
    expect(io.stderr.text).toBe('#1 FROM x\n')
    expect(io.stdout.text).toBe(
      `written   image.tar (docker)\nname      com/my/task:1.0.0\nsize      12.3 MB of layers\n` +
        `image id  ${result.imageId}\ndigest    ${result.manifestDigest}\n`,
    )
  })

  test('prints the image id alone with --quiet', async () => {
    const io = fakeIo()
    await runBuild(folder, { ...flags, progress: 'auto', quiet: true }, io, api)
    expect([io.stdout.text, io.stderr.text]).toEqual([`${result.imageId}\n`, ''])
  })

  test('tells in a terminal how the image is loaded', async () => {
    const io = fakeIo({}, true)
    await runBuild(folder, { ...flags, progress: 'auto' }, io, api)
    expect(io.stderr.text).toContain('load it: docker load -i image.tar')
    expect(io.stdout.text).not.toContain('docker load')
  })

  test('leaves standard output to the image', async () => {
    const io = fakeIo()
    await runBuild(folder, { ...flags, output: ['-'] }, io, api)
    expect(io.stdout.text).toBe('')
    expect(io.stderr.text).toContain(`image id  ${result.imageId}\n`)
  })

  test("writes the image's id and metadata as Docker does", async () => {
    const files = { iidfile: join(folder, 'iid'), metadataFile: join(folder, 'metadata') }
    await runBuild(folder, { ...flags, ...files }, fakeIo(), api)
    expect(readFileSync(files.iidfile, 'utf8')).toBe(result.imageId)
    expect(JSON.parse(readFileSync(files.metadataFile, 'utf8'))).toEqual({
      'containerimage.config.digest': result.imageId,
      'containerimage.descriptor': result.descriptor,
      'containerimage.digest': result.manifestDigest,
      'image.name': 'docker.io/com/my/task:1.0.0',
    })
  })

  test('puts them in the place of former ones when they are whole', async () => {
    const files = { iidfile: join(folder, 'replaced-iid'), metadataFile: join(folder, 'replaced') }
    writeFileSync(files.metadataFile, 'former')
    const reader = openSync(files.metadataFile, 'r')
    await runBuild(folder, { ...flags, ...files }, fakeIo(), api)
    expect(readFileSync(reader, 'utf8')).toBe('former')
    closeSync(reader)
    expect(readFileSync(files.metadataFile, 'utf8')).toContain(result.imageId)
  })

  test('tells its result as an event too', async () => {
    const io = fakeIo()
    await runBuild(folder, { ...flags, progress: 'json' }, io, api)
    const lines = io.stderr.text
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(lines).toMatchObject([
      { type: 'step-start', id: '1', name: 'FROM x' },
      { type: 'result', ...result },
    ])
  })
})

describe('a build that fails', () => {
  const location = { file: 'Dockerfile', line: 2, endLine: 2, text: ['RUN false'] }
  const error = new OciPackError('run', 'the command ended with status 1', { location, hint: 'Look.' })

  test('shows why', async () => {
    const io = fakeIo()
    expect(await runBuild(folder, flags, io, failing(error))).toBe(1)
    expect([io.stdout.text, io.stderr.text]).toEqual([
      '',
      'error: the command ended with status 1\nDockerfile:2\n   2 | >>> RUN false\nhelp: Look.\n',
    ])
  })

  test('tells why as an event', async () => {
    const io = fakeIo()
    expect(await runBuild(folder, { ...flags, progress: 'json' }, io, failing(error))).toBe(1)
    expect(JSON.parse(io.stderr.text)).toEqual({
      time: expect.any(Number) as number,
      ...{ type: 'error', code: 'run', message: error.message, hint: 'Look.', location, exitStatus: 1 },
    })
  })

  test('leaves no image id of an earlier one', async () => {
    const iidfile = join(folder, 'stale')
    writeFileSync(iidfile, 'old')
    await runBuild(folder, { ...flags, iidfile }, fakeIo(), failing(error))
    expect(existsSync(iidfile)).toBe(false)
  })
})

describe('never begun', () => {
  test('an image for a terminal', async () => {
    const io = fakeIo({}, true)
    expect(await runBuild(folder, { ...flags, output: ['-'] }, io, failing(new Error('begun')))).toBe(2)
    expect(io.stderr.text).toContain('an image is not written to a terminal')
  })

  test('--quiet with another progress', async () => {
    const refused = runBuild(folder, { ...flags, quiet: true }, fakeIo(), api)
    await expect(refused).rejects.toMatchObject({ code: 'usage' })
  })
})
