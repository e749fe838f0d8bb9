import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../../src/core/hash.js'
import type { BuildOptions, Event } from '../../src/index.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import { builder, folder, programs } from './builder.js'
import type { FakeRegistry } from './fakeRegistry.js'
import { sampleImage, sampleTar } from './sampleImage.js'

/** What a build told and wrote. */
export interface Told {
  /** How each RUN came about, in their order: `registry cache`, `builtin`, or `store` for one's own. */
  readonly runs: readonly string[]
  readonly warnings: readonly string[]
  /** The digest of image.tar. */
  readonly image: string
}

let count = 0

/** A base image with a passwd in a registry, as `team/base:1`. */
export async function pushBase(registry: FakeRegistry): Promise<void> {
  const { config, layers, manifest } = sampleImage([await sampleTar({ 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n' })])
  registry.addBlob(config)
  for (const { blob } of layers) registry.addBlob(blob)
  registry.addManifest('team/base', { ...manifest, mediaType: mediaTypes.manifest }, '1')
}

/** Builds of two RUNs and a COPY on the base of a registry, each in a store of its own: runners that have nothing. */
export function runner(registry: FakeRegistry): (more?: Partial<BuildOptions>) => Promise<Told> {
  const { run } = builder({
    ...programs,
    Dockerfile: `FROM ${registry.host}/team/base:1
COPY --chmod=755 bin /bin
RUN mkdir -p /data/deep
COPY app /data/deep/
RUN chmod 700 /data/deep/run
COPY app /data/again/
`,
    'app/run': '#!/bin/sh\n',
  })
  return (more = {}) => told(run, more)
}

/** What a build with an image.tar and an empty store tells. */
export async function told(
  run: (more: Partial<BuildOptions>) => Promise<unknown>,
  more: Partial<BuildOptions>,
): Promise<Told> {
  const dest = join(folder, `image-${count++}.tar`)
  const events: Event[] = []
  const cacheDir = join(folder, `store-${count}`)
  const outputs = [{ type: 'docker', dest }] as const
  await run({ cacheDir, outputs, onEvent: (event) => events.push(event), ...more })
  const names = new Map(events.flatMap((event) => (event.type === 'step-start' ? [[event.id, event.name]] : [])))
  return {
    runs: events.flatMap((event) =>
      event.type === 'step-done' && names.get(event.id)?.includes(' RUN ') ? (event.detail ?? 'store') : [],
    ),
    warnings: events.flatMap((event) => (event.type === 'warning' ? event.message : [])),
    image: more.outputs ? '' : sha256(readFileSync(dest)),
  }
}
