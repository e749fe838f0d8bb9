import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mediaTypes } from '../../src/oci/descriptor.js'
import { parseIndex } from '../../src/oci/manifest.js'
import { RegistryClient } from '../../src/registry/client.js'
import { referrersTag } from '../../src/registry/referrers.js'
import { ociPack } from '../support/exampleTask.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { hasRealRegistry, pushSample, RealRegistry } from '../support/realRegistry.js'
import { sampleImage, sampleTar } from '../support/sampleImage.js'

describe.runIf(needs('docker-registry', hasRealRegistry))('the bill of an image in a registry', () => {
  const folder = temporaryFolder()
  const client = new RegistryClient({ env: {} })
  let registry: RealRegistry
  let image: string
  beforeAll(async () => {
    registry = await RealRegistry.start(join(folder, 'registry'))
    image = `${registry.host}/team/app:v1`
    const status = 'Package: tool\nStatus: install ok installed\nVersion: 1.0\nArchitecture: all\n'
    const sample = sampleImage([await sampleTar({ 'var/lib/dpkg/status': status })])
    await pushSample(registry.host, 'team/app', 'v1', sample)
    // An index around it, as builds for several platforms make them.
    const { bytes, digest } = await client.manifest({ host: registry.host, repository: 'team/app', tag: 'v1' })
    const platform = { os: 'linux', architecture: 'amd64' }
    const manifests = [{ mediaType: mediaTypes.manifest, digest, size: bytes.byteLength, platform }]
    const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests }))
    const place = { host: registry.host, repository: 'team/app', tag: 'all' }
    await client.pushManifest(place, { mediaType: mediaTypes.index, bytes: index })
  })
  afterAll(async () => {
    client.close()
    await registry.close()
  })

  const sbom = (...flags: string[]) =>
    ociPack(['sbom', '--progress', 'quiet', '--cache-dir', join(folder, 'store'), ...flags])

  test('is printed, and the same for the index that holds it', async () => {
    const printed = await sbom(image)
    expect(printed).toMatchObject({ status: 0, stderr: '' })
    expect(printed.stdout).toContain('pkg:deb/debian/tool@1.0?arch=all')
    const file = join(folder, 'bill.json')
    expect(await sbom('-o', file, image)).toMatchObject({ status: 0, stdout: '' })
    expect(readFileSync(file, 'utf8')).toBe(printed.stdout)
    const ofIndex = await sbom(image.replace(/v1$/, 'all'))
    const manifest = /"versionInfo": "(sha256:[0-9a-f]{64})"/
    expect(manifest.exec(ofIndex.stdout)?.[1]).toBe(manifest.exec(printed.stdout)?.[1])
  })

  test("is attached to the image's own manifest, once", async () => {
    const attached = await sbom('--attach', image)
    expect(attached).toMatchObject({ status: 0, stdout: expect.stringMatching(/^sha256:[0-9a-f]{64}\n$/) as string })
    expect((await sbom('--attach', image)).stdout).toBe(attached.stdout)
    const place = { host: registry.host, repository: 'team/app' }
    const { digest } = await client.manifest({ ...place, tag: 'v1' })
    const list = await client.manifest({ ...place, tag: referrersTag(digest) })
    expect(JSON.parse(Buffer.from(list.bytes).toString())).toMatchObject({
      manifests: [{ digest: attached.stdout.trim(), artifactType: 'application/spdx+json' }],
    })
  })

  test('and its provenance go along with a build that is pushed, one of each for each platform', async () => {
    const context = join(folder, 'context')
    mkdirSync(context)
    writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n')
    const platforms = ['--platform', 'linux/amd64,linux/arm64']
    const file = join(folder, 'several.tar')
    const outputs = ['--push', '-o', `type=oci,dest=${file}`]
    const name = ['-t', `${registry.host}/team/built:1`]
    const flags = ['--sbom=true', '--provenance=true', ...platforms, ...outputs, ...name]
    expect(await ociPack(['build', '-q', '--cache-dir', join(folder, 'store'), ...flags, context])).toMatchObject({
      status: 0,
    })
    const place = { host: registry.host, repository: 'team/built' }
    const { bytes } = await client.manifest({ ...place, tag: '1' })
    const { manifests } = parseIndex(bytes, 'the index')
    expect(manifests).toHaveLength(2)
    for (const { digest } of manifests) {
      const list = await client.manifest({ ...place, tag: referrersTag(digest) })
      expect(JSON.parse(Buffer.from(list.bytes).toString())).toMatchObject({
        manifests: [{ artifactType: 'application/spdx+json' }, { artifactType: 'application/vnd.in-toto+json' }],
      })
    }
    for (const platform of ['linux-amd64', 'linux-arm64']) {
      for (const extension of ['spdx.json', 'provenance.json'])
        expect(existsSync(join(folder, `several-${platform}.tar.${extension}`))).toBe(true)
    }
  })

  test('that is not there ends with a message', async () => {
    const failed = await sbom(`${registry.host}/team/none:v1`)
    expect(failed).toMatchObject({ status: 1, stdout: '' })
    expect(failed.stderr).toContain('team/none:v1')
  })
})
