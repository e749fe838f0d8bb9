import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hexOf } from '../../src/core/digest.js'
import { hasCommand, run } from '../support/command.js'
import { ociPack } from '../support/exampleTask.js'
import { FakeRegistry } from '../support/fakeRegistry.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { cliPath } from '../support/paths.js'
import { pushSample, RealRegistry } from '../support/realRegistry.js'
import { sampleImage, sampleTar, type SampleImage } from '../support/sampleImage.js'

const folder = temporaryFolder()
const at = (name: string): string => join(folder, name)
const env = { ...process.env, XDG_CACHE_HOME: at('cache') }
let image: SampleImage
beforeAll(async () => {
  image = sampleImage([await sampleTar({ a: Buffer.alloc(100_000, 'a') }), await sampleTar({ b: 'b' })])
})

describe('Ctrl-C', () => {
  test.each(['image.tar', 'oci:layout', '-'])('while %s is pulled leaves nothing', async (output) => {
    const cwd = at(`stopped-${output.replace(':', '-')}`)
    mkdirSync(cwd)
    const registry = await FakeRegistry.start()
    try {
      for (const blob of [image.config, ...image.layers.map(({ blob }) => blob)]) registry.addBlob(blob)
      registry.addManifest('team/image', image.manifest, 'v1')
      const [layer] = image.layers
      const child = spawn(process.execPath, [cliPath, 'pull', '-o', output, `${registry.host}/team/image:v1`], {
        cwd,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const errors: string[] = []
      child.stderr.on('data', (bytes: Buffer) => errors.push(bytes.toString()))
      child.stdout.resume()
      const ended = once(child, 'exit')
      // Half of a layer comes, and no more.
      registry.next(new RegExp(`blobs/${layer?.descriptor.digest ?? ''}`), (_request, response) => {
        response.writeHead(200, { 'Content-Length': layer?.blob.length })
        response.write(layer?.blob.subarray(0, 60), () => child.kill('SIGINT'))
      })
      expect((await ended)[0]).toBe(130)
      expect(errors.join('')).toContain('stopped by SIGINT')
      expect(readdirSync(cwd)).toEqual([])
    } finally {
      await registry.stop()
    }
  })
})

describe.runIf(needs('docker-registry', hasCommand('docker-registry')))('a registry', () => {
  let registry: RealRegistry
  beforeAll(async () => {
    registry = await RealRegistry.start(at('registry'))
    await pushSample(registry.host, 'sample', 'v1', image)
  })
  afterAll(() => registry.close())

  test('gets no manifest where a blob is damaged', async () => {
    const { status } = await ociPack(['copy', `${registry.host}/sample:v1`, `oci:${at('damaged')}:v1`], { env })
    expect(status).toBe(0)
    const path = at(`damaged/blobs/sha256/${hexOf(image.layers[0]?.descriptor.digest ?? 'sha256:')}`)
    const bytes = readFileSync(path)
    bytes.writeUInt8(bytes.readUInt8(50) ^ 1, 50)
    writeFileSync(path, bytes)
    const pushed = await ociPack(['push', `oci:${at('damaged')}:v1`, `${registry.host}/damaged:v1`], { env })
    expect(pushed.status).toBe(1)
    expect(pushed.stderr).toContain('found the digest')
    const listed = await ociPack(['ls', `${registry.host}/damaged`], { env })
    expect([listed.status, listed.stdout]).toEqual([1, ''])
  })

  const isRoot = process.getuid?.() === 0 && hasCommand('unshare') && hasCommand('mount')
  test.runIf(needs('root', isRoot))('is pulled onto a disk that is full', async () => {
    const large = sampleImage([await sampleTar({ noise: Buffer.from(await noise(2_000_000)) })])
    await pushSample(registry.host, 'large', 'v1', large)
    mkdirSync(at('disk'))
    for (const output of ['image.tar', 'oci:layout']) {
      const pull = `'${process.execPath}' '${cliPath}' pull -q --cache-dir '${at('none')}' -o ${output}`
      const { status, stdout, stderr } = await run(
        'unshare',
        [
          '--mount',
          'sh',
          '-c',
          `mount -t tmpfs -o size=1m tmpfs "$1" && cd "$1" && { ${pull} "$2"; echo "status $?"; ls -A; }`,
          'sh',
          at('disk'),
          `${registry.host}/large:v1`,
        ],
        { env },
      )
      expect([status, stdout]).toEqual([0, 'status 1\n'])
      expect(stderr).toContain('no space left on the device')
    }
  })
})

/** Bytes that do not compress. */
async function noise(size: number): Promise<ArrayBuffer> {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-CTR', false, ['encrypt'])
  return crypto.subtle.encrypt({ name: 'AES-CTR', counter: new Uint8Array(16), length: 64 }, key, new Uint8Array(size))
}
