import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasCommand, runOk } from '../support/command.js'
import { ociPack } from '../support/exampleTask.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { Podman } from '../support/podman.js'
import { RealRegistry } from '../support/realRegistry.js'

const parts = ['docker-registry', 'skopeo', 'podman', 'runc']

interface Entry {
  readonly digest: string
  readonly platform: { readonly architecture: string }
}

describe.runIf(needs(parts.join(', '), parts.every(hasCommand)))('an index of several platforms', () => {
  const folder = temporaryFolder()
  const context = join(folder, 'context')
  const podman = new Podman(join(folder, 'podman'))
  let registry: RealRegistry
  beforeAll(async () => {
    mkdirSync(context)
    const dockerfile = 'FROM scratch\nARG TARGETARCH\nCOPY Dockerfile /files/\nENV ARCH=$TARGETARCH\nCMD ["/none"]\n'
    writeFileSync(join(context, 'Dockerfile'), dockerfile)
    registry = await RealRegistry.start(join(folder, 'registry'))
  })
  afterAll(async () => {
    await podman.close()
    await registry.close()
  })

  const build = async (...args: string[]): Promise<string> => {
    const cache = ['--cache-dir', join(folder, 'cache'), '--quiet']
    const { status, stdout, stderr } = await ociPack(['build', ...cache, ...args, context])
    if (status !== 0) throw new Error(stderr)
    return stdout.trim()
  }
  const skopeo = (...args: string[]): Promise<string> => runOk('skopeo', args)
  const entries = (raw: string): Entry[] => (JSON.parse(raw) as { manifests: Entry[] }).manifests
  const platforms = ['--platform', 'linux/arm64,linux/amd64', '--platform', 'linux/s390x']
  const architectures = ['arm64', 'amd64', 's390x']

  test('in a registry: its digest is told, skopeo finds each image, podman pulls its own', async () => {
    const name = `${registry.host}/team/app`
    const metadata = join(folder, 'metadata.json')
    const id = await build(
      ...platforms,
      '-t',
      `${name}:1`,
      '-t',
      `${name}:latest`,
      '--push',
      '--metadata-file',
      metadata,
    )
    const raw = await skopeo('inspect', '--tls-verify=false', '--raw', `docker://${name}@${id}`)
    expect(entries(raw).map(({ platform }) => platform.architecture)).toEqual(architectures)
    expect(JSON.parse(readFileSync(metadata, 'utf8'))).toEqual({
      'containerimage.descriptor': {
        mediaType: 'application/vnd.oci.image.index.v1+json',
        digest: id,
        size: Buffer.byteLength(raw),
      },
      'containerimage.digest': id,
      'image.name': `${name}:1,${name}:latest`,
    })
    for (const architecture of architectures) {
      const flags = ['inspect', '--tls-verify=false', '--override-arch', architecture]
      const found = JSON.parse(await skopeo(...flags, `docker://${name}:1`)) as { Architecture: string; Env: string[] }
      expect(found).toMatchObject({ Architecture: architecture })
      expect(found.Env).toContain(`ARCH=${architecture}`)
    }
    await podman.runOk('pull', '--quiet', '--tls-verify=false', '--platform', 'linux/s390x', `${name}:1`)
    expect(await podman.runOk('image', 'inspect', '--format', '{{.Architecture}}', `${name}:1`)).toBe('s390x\n')
  })

  test('in an archive and a layout: skopeo copies all of it, with every digest', async () => {
    const [archive, layout] = [join(folder, 'oci.tar'), join(folder, 'layout')]
    const outputs = ['-o', `type=oci,dest=${archive}`, '-o', `type=oci,dest=${layout},tar=false`]
    const id = await build(...platforms, ...outputs)
    for (const [i, place] of [`oci-archive:${archive}`, `oci:${layout}`].entries()) {
      const copied = `docker://${registry.host}/copied:${i}`
      const flags = ['--insecure-policy', 'copy', '-q', '--all', '--preserve-digests', '--dest-tls-verify=false']
      await skopeo(...flags, place, copied)
      const digestFlags = ['inspect', '--tls-verify=false', '--format', '{{.Digest}}', '--override-arch', 'amd64']
      expect(await skopeo('inspect', '--tls-verify=false', '--raw', copied)).toBe(
        await skopeo('inspect', '--raw', place),
      )
      expect((await skopeo(...digestFlags, copied)).trim()).toBe(id)
    }
  })

  test('archives for docker load: podman loads that of a platform', async () => {
    await build(...platforms, '-t', 'com/my/task:2', '-o', join(folder, 'image.tar'))
    await podman.runOk('load', '--quiet', '-i', join(folder, 'image-linux-s390x.tar'))
    expect(await podman.runOk('image', 'inspect', '--format', '{{.Architecture}}', 'com/my/task:2')).toBe('s390x\n')
  })
})
