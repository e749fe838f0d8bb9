import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { hasCommand, runOk } from '../support/command.js'
import { ociPack } from '../support/exampleTask.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { Podman } from '../support/podman.js'
import { RealRegistry } from '../support/realRegistry.js'
import { pushSampleIndex, type SampleIndex } from '../support/sampleIndex.js'
import { readTar } from '../support/tarItems.js'

const parts = ['docker-registry', 'skopeo', 'umoci', 'podman', 'runc']

describe.runIf(needs(parts.join(', '), parts.every(hasCommand)))('every place to every place', () => {
  const folder = temporaryFolder()
  const podman = new Podman(join(folder, 'podman'))
  let registry: RealRegistry
  let sample: SampleIndex
  const at = (name: string): string => join(folder, name)
  const skopeo = (...args: string[]): Promise<string> => runOk('skopeo', ['--insecure-policy', ...args])

  /** The same images in every place where they can be, each put there by skopeo. */
  const sources: Record<string, (kind: Kind) => string> = {
    registry: (kind) => `docker://${registry.host}/matrix:${kind}`,
    'oci layout': (kind) => `oci:${at(`source-${kind}`)}:source`,
    'oci-archive': (kind) => `oci-archive:${at(`source-${kind}.oci.tar`)}:source`,
    'docker-archive': (kind) => `docker-archive:${at(`source-${kind}.tar`)}`,
  }
  type Kind = 'single' | 'index'

  beforeAll(async () => {
    registry = await RealRegistry.start(at('registry'))
    sample = await pushSampleIndex(registry.host, 'matrix')
    for (const kind of ['single', 'index'] as const) {
      const from = `docker://${registry.host}/matrix:${kind}`
      for (const to of ['oci layout', 'oci-archive'])
        await skopeo('copy', '-q', '--all', '--src-tls-verify=false', from, sources[to]?.(kind) ?? '')
    }
    const archive = `${sources['docker-archive']?.('single') ?? ''}:example.org/matrix:source`
    await skopeo('copy', '-q', '--src-tls-verify=false', `docker://${registry.host}/matrix:single`, archive)
  })
  afterAll(async () => {
    await podman.close()
    await registry.close()
  })

  /** What skopeo finds at a place that was written: the document's digest, and the DiffIDs of the image for amd64. */
  async function found(place: string): Promise<{ digest: string; diffIds: string[] }> {
    const tls = place.startsWith('docker://') ? ['--tls-verify=false'] : []
    const raw = await skopeo('inspect', '--raw', ...tls, place)
    const config: unknown = JSON.parse(await skopeo('--override-arch', 'amd64', 'inspect', '--config', ...tls, place))
    const { rootfs } = config as { rootfs: { diff_ids: string[] } }
    return { digest: sha256(raw), diffIds: rootfs.diff_ids }
  }
  const diffIds = (): string[] => sample.images.amd64.layers.map(({ diffId }) => diffId)

  let count = 0
  const destinations: Record<string, () => string> = {
    registry: () => `docker://${registry.host}/copied/${++count}:done`,
    'oci layout': () => `oci:${at(`copied-${++count}`)}:done`,
    'oci-archive': () => `oci-archive:${at(`copied-${++count}.oci.tar`)}:done`,
    'docker-archive': () => `docker-archive:${at(`copied-${++count}.tar`)}:example.org/copied:done`,
  }

  const arrows = Object.keys(sources).flatMap((from) => Object.keys(destinations).map((to) => [from, to] as const))

  test.each(arrows)('an image from %s to %s', async (from, to) => {
    const destination = destinations[to]?.() ?? ''
    const { digest, mediaType } = await copied(sources[from]?.('single') ?? '', destination)
    expect(mediaType).toBe('application/vnd.oci.image.manifest.v1+json')
    // An archive of Docker has no manifest of its own.
    if (from !== 'docker-archive') expect(digest).toBe(sample.digests.amd64)
    if (to === 'docker-archive') await checkDockerArchive(destination, digest)
    else {
      expect(await found(destination)).toEqual({ digest, diffIds: diffIds() })
      await readByOthers(destination)
    }
  })

  test.each(arrows.filter(([from]) => from !== 'docker-archive'))('an index from %s to %s', async (from, to) => {
    const destination = destinations[to]?.() ?? ''
    const { digest } = await copied(sources[from]?.('index') ?? '', destination)
    if (to === 'docker-archive') {
      expect(digest).toBe(sample.digests.amd64)
      return checkDockerArchive(destination, digest)
    }
    expect(digest).toBe(sample.digests.index)
    expect(await found(destination)).toEqual({ digest, diffIds: diffIds() })
    // Reads every blob of all images, and checks it.
    const tls = to === 'registry' ? ['--src-tls-verify=false'] : []
    await skopeo('copy', '-q', '--all', ...tls, destination, `dir:${at(`read-${count}`)}`)
  })

  test('some images of an index', async () => {
    const destination = destinations['registry']?.() ?? ''
    const source = sources['registry']?.('index') ?? ''
    const one = await copied(source, destination, '--platform', 'linux/arm64')
    expect(one.digest).toBe(sample.digests.arm64)
    const both = await copied(source, destination, '--platform', 'linux/arm64,linux/amd64')
    const raw = await skopeo('inspect', '--raw', '--tls-verify=false', destination)
    expect(sha256(raw)).toBe(both.digest)
    const { manifests } = JSON.parse(raw) as { manifests: { digest: string }[] }
    // The attestation is about one of them, and so goes with it.
    expect(manifests.slice(0, 2).map(({ digest }) => digest)).toEqual([sample.digests.amd64, sample.digests.arm64])
    expect(manifests).toHaveLength(3)
  })

  test.each(['gzip', 'gzip:1', 'uncompressed'])('layers are stored as %s', async (compression) => {
    const destination = destinations['oci layout']?.() ?? ''
    await copied(sources['oci-archive']?.('single') ?? '', destination, '--compression', compression)
    const raw = await skopeo('inspect', '--raw', destination)
    const { layers } = JSON.parse(raw) as { layers: { mediaType: string; digest: string }[] }
    const isPlain = compression === 'uncompressed'
    expect(layers.map(({ mediaType }) => mediaType.endsWith('+gzip'))).toEqual([!isPlain, !isPlain])
    if (isPlain) expect(layers.map(({ digest }) => digest)).toEqual(diffIds())
    expect((await found(destination)).diffIds).toEqual(diffIds())
  })

  test('a pulled archive has the same bytes in a file, through a pipe, and each time', async () => {
    const name = `${registry.host}/matrix:index`
    await succeed(['pull', name, '-o', at('pulled.tar'), '--cache-dir', at('no-store')])
    const bytes = readFileSync(at('pulled.tar'))
    await runOk('bash', ['-c', `${command(['pull', name, '-q', '-o', '-'])} > '${at('piped.tar')}'`])
    expect(readFileSync(at('piped.tar')).equals(bytes)).toBe(true)
    await succeed(['pull', name, '-o', at('pulled.tar')])
    expect(readFileSync(at('pulled.tar')).equals(bytes)).toBe(true)
    expect(existsSync(at('no-store'))).toBe(false)
    expect(await podman.runOk('load', '-q', '-i', at('pulled.tar'))).toContain(name)
    // What was pulled goes back as what it was.
    const [pushed] = JSON.parse(await succeed(['push', at('pulled.tar'), `${registry.host}/back:1`, '--json'])) as {
      digest: string
    }[]
    expect(pushed?.digest).toBe(sample.digests.amd64)
  })

  test('tags, and the list of them', async () => {
    const name = `${registry.host}/matrix`
    expect(await succeed(['tag', `${name}:index`, 'newer', 'newest'])).toBe(
      `${name}:newer@${sample.digests.index}\n${name}:newest@${sample.digests.index}\n`,
    )
    expect((await succeed(['ls', name])).split('\n')).toEqual(expect.arrayContaining(['newer', 'newest', 'single']))
    expect(sha256(await skopeo('inspect', '--raw', '--tls-verify=false', `docker://${name}:newest`))).toBe(
      sample.digests.index,
    )
    const layout = sources['oci layout']?.('index') ?? ''
    await succeed(['tag', layout, 'newer'])
    expect((await found(layout.replace(/source$/, 'newer'))).digest).toBe(sample.digests.index)
    const { images } = JSON.parse(await succeed(['ls', '--json', layout])) as {
      images: { names: string[]; images: { platform?: string; artifact?: string; digest: string }[] }[]
    }
    expect(images[0]?.names).toEqual(['source', 'newer'])
    expect(images[0]?.images.map(({ platform, artifact }) => platform ?? artifact)).toEqual([
      'linux/amd64',
      'linux/arm64',
      'attestation',
    ])
  })

  /** Copies, and gives what is told of what was written. */
  async function copied(
    source: string,
    destination: string,
    ...more: string[]
  ): Promise<{ digest: string; mediaType: string }> {
    const [report] = JSON.parse(await succeed(['copy', source, destination, '--json', ...more])) as {
      digest: string
      mediaType: string
    }[]
    if (!report) throw new Error('nothing was written')
    return report
  }

  async function succeed(args: readonly string[]): Promise<string> {
    const env = { ...process.env, XDG_CACHE_HOME: at('cache') }
    const { status, stdout, stderr } = await ociPack(args, { env })
    if (status === 0) return stdout
    throw new Error(`${args.join(' ')}: ${stderr}`)
  }

  function command(args: readonly string[]): string {
    return [process.execPath, 'dist/cli/main.js', ...args].map((word) => `'${word}'`).join(' ')
  }

  /** Both of its tables of contents lead to the image: Docker's, and the layout's with the manifest's own bytes. */
  async function checkDockerArchive(destination: string, digest: string): Promise<void> {
    const [, path = ''] = /^docker-archive:([^:]*)/.exec(destination) ?? []
    expect((await found(`docker-archive:${path}`)).diffIds).toEqual(diffIds())
    const items = readTar(readFileSync(path))
    const manifest = items.find(({ name }) => name === `blobs/sha256/${digest.slice('sha256:'.length)}`)
    expect(manifest && sha256(manifest.body)).toBe(digest)
    expect(items[0]?.name).toBe('manifest.json')
    expect(await podman.runOk('load', '-q', '-i', path)).toContain('example.org/copied:done')
  }

  async function readByOthers(destination: string): Promise<void> {
    const [, layout, tag = ''] = /^oci:([^:]*):(.*)$/.exec(destination) ?? []
    if (layout !== undefined) await runOk('umoci', ['stat', '--image', `${layout}:${tag}`])
    if (!destination.startsWith('docker://')) return
    await podman.runOk('pull', '-q', '--tls-verify=false', destination)
  }
})
