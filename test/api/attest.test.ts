import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { copy } from '../../src/api/copy/copy.js'
import type { Event } from '../../src/core/events.js'
import { build, type BuildOptions, inspect, sbom } from '../../src/index.js'
import { builder, cacheDir, folder } from '../support/builder.js'
import { useFileServer } from '../support/fileServer.js'
import { archiveOf, file } from '../support/imagePairs.js'
import { descriptorText, tarName } from '../task/bundle/bundleKinds.js'
import { rawZip } from '../task/bundle/rawZip.js'

const status = (name: string): string =>
  `Package: ${name}\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n`
const dockerfile = `FROM scratch AS base
COPY one /var/lib/dpkg/status
FROM scratch
COPY two /var/lib/dpkg/status
COPY module /app/node_modules/a/package.json
COPY module /app/node_modules/b/package.json
COPY --from=base /var/lib/dpkg/status /var/lib/dpkg/status.d/base
`
const files = {
  Dockerfile: dockerfile,
  one: status('one'),
  two: status('two'),
  module: '{"name":"a","version":"1.0.0"}',
}
let count = 0

/** Builds into a file of its own; gives its path. */
async function built(options: Partial<BuildOptions> = {}, given: Record<string, string> = files): Promise<string> {
  const dest = join(folder, `image-${count++}.tar`)
  await builder(given).run({ tags: ['com/my/task:1'], outputs: [{ type: 'docker', dest }], ...options })
  return dest
}

interface Spdx {
  readonly packages: readonly { readonly name: string; readonly versionInfo: string; readonly checksums?: unknown }[]
}
const spdxOf = (path: string): Spdx => JSON.parse(readFileSync(path, 'utf8')) as Spdx
const spdx = { sbom: { format: 'spdx' } } as const

describe('documents beside an image', () => {
  test('tell of the image that is there, and the image is the same without them', async () => {
    const attest = { ...spdx, provenance: { mode: 'max' } } as const
    const dest = await built({ attest })
    const { manifestDigest } = await inspect(dest)
    const { packages } = spdxOf(`${dest}.spdx.json`)
    expect(packages.map(({ name }) => name)).toEqual(['com/my/task:1', 'one', 'two', 'a'])
    expect(packages[0]?.versionInfo).toBe(manifestDigest)
    const provenance: unknown = JSON.parse(readFileSync(`${dest}.provenance.json`, 'utf8'))
    expect(provenance).toMatchObject({
      subject: [{ digest: { sha256: manifestDigest.slice('sha256:'.length) } }],
      predicate: {
        buildDefinition: { internalParameters: { dockerfile, steps: Array.from({ length: 4 }, () => ({})) } },
      },
    })
    expect(readFileSync(await built()).equals(readFileSync(dest))).toBe(true)
  })

  test('are the same for the same build, and no part of the context', async () => {
    const { where, run } = builder({ Dockerfile: 'FROM scratch\nCOPY . /\n' })
    const attest = { sbom: { format: 'cyclonedx' }, provenance: { mode: 'min' } } as const
    const outputs = [{ type: 'docker', dest: join(where, 'image.tar') }] as const
    const read = (): string[] =>
      ['', '.cdx.json', '.provenance.json'].map((end) => readFileSync(join(where, `image.tar${end}`), 'latin1'))
    await run({ attest, outputs })
    const first = read()
    await run({ attest, outputs })
    expect(read()).toEqual(first)
  })

  test('lie beside a folder, and each output has its own', async () => {
    const layout = join(folder, 'layout/')
    const outputs = [
      { type: 'oci', dest: layout, tar: false },
      { type: 'rootfs', dest: join(folder, 'files') },
    ] as const
    await built({ attest: spdx, outputs })
    expect(existsSync(join(folder, 'layout.spdx.json'))).toBe(true)
    expect(existsSync(join(folder, 'files.spdx.json'))).toBe(true)
    expect(readFileSync(join(folder, 'layout/index.json'), 'utf8')).not.toContain('artifactType')
  })

  test('have no place beside standard output', async () => {
    await expect(
      build({ context: folder, attest: spdx, outputs: [{ type: 'docker', dest: '-' }], cacheDir }),
    ).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('standard output') as string })
  })

  test('tell of a database that cannot be read, and so does a warning', async () => {
    const warnings: string[] = []
    const onEvent = (event: Event): void => {
      if (event.type === 'warning') warnings.push(event.message)
    }
    const broken = { Dockerfile: 'FROM scratch\nCOPY x /var/lib/rpm/Packages\n', x: 'x'.repeat(100) }
    const dest = await built({ attest: spdx, onEvent }, broken)
    expect(warnings).toEqual([expect.stringContaining('lacks what /var/lib/rpm/Packages holds')])
    expect(JSON.parse(readFileSync(`${dest}.spdx.json`, 'utf8'))).toMatchObject({
      comment: expect.stringContaining('Not read: /var/lib/rpm/Packages') as string,
    })
  })
})

describe('what it was built with', () => {
  const server = useFileServer()

  test('an address of ADD, without its password', async () => {
    server.give('/tool', 'content')
    const address = server.url('/tool').replace('://', '://user:pass@')
    const dest = await built(
      { attest: { ...spdx, provenance: { mode: 'max' } } },
      { Dockerfile: `FROM scratch\nADD ${address} /\n` },
    )
    const texts = [`${dest}.spdx.json`, `${dest}.provenance.json`].map((path) => readFileSync(path, 'utf8'))
    for (const text of texts) {
      expect(text).toContain(server.url('/tool'))
      expect(text).toContain('ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73')
      expect(text).not.toContain('pass')
    }
  })
})

describe('of an image that is there', () => {
  test('the bill is the one that the build wrote, but for what it was built with', async () => {
    const dest = await built({ attest: spdx })
    const { bytes, packages, unread, mediaType } = await sbom({ image: dest, cacheDir, env: {} })
    expect({ packages, unread, mediaType }).toEqual({ packages: 3, unread: [], mediaType: 'application/spdx+json' })
    expect(Buffer.from(bytes).toString()).toBe(readFileSync(`${dest}.spdx.json`, 'utf8'))
  })

  test('in a bundle and in a layout', async () => {
    const image = await built()
    const { packages, bytes } = await sbom({ image, cacheDir, env: {} })
    const bundle = join(folder, 'bundle.zip')
    const descriptor = { name: 'descriptor.yml', body: Buffer.from(descriptorText()) }
    writeFileSync(bundle, rawZip([descriptor, { name: tarName, body: readFileSync(image), method: 0 }]))
    const ofBundle = await sbom({ image: bundle, cacheDir, env: {} })
    expect(Buffer.from(ofBundle.bytes).equals(bytes)).toBe(true)
    const layout = `oci:${join(folder, 'layout')}:1`
    await copy({ source: image, destination: layout, cacheDir, env: {} })
    expect((await sbom({ image: layout, cacheDir, env: {} })).packages).toBe(packages)
    const attach = { image: layout, attach: true, cacheDir, env: {} }
    await expect(sbom(attach)).rejects.toMatchObject({ code: 'usage' })
  })

  test('a file and no registry has nothing to be attached to', async () => {
    const attach = { image: await built(), attach: true, cacheDir, env: {} }
    await expect(sbom(attach)).rejects.toMatchObject({ code: 'usage' })
    await expect(sbom({ ...attach, image: 'com/my/task:1', offline: true })).rejects.toMatchObject({ code: 'usage' })
  })

  test('what is neither here nor a name is told of', async () => {
    await expect(sbom({ image: 'NO/SUCH', cacheDir, env: {} })).rejects.toMatchObject({ code: 'reference' })
  })
})

test('that packages cannot be looked for is told as of the step', async () => {
  const image = join(folder, 'broken.tar')
  writeFileSync(image, archiveOf({ layers: [[{ ...file('a', 'x'), type: 'hardlink', target: 'missing' }]] }))
  const events: string[] = []
  const onEvent = (event: Event): void => void events.push(event.type)
  await expect(sbom({ image, cacheDir, env: {}, onEvent })).rejects.toMatchObject({ code: 'format' })
  expect(events).toEqual(['step-start', 'step-failed'])
})
