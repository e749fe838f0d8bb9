import * as v from 'valibot'
import { type Digest, hexOf, isDigest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import type { Image } from '../../oci/image.js'
import { check, parseJson } from '../../oci/manifest.js'
import { readTar } from '../../oci/tar/read.js'
import type { Store } from '../../store/store.js'
import { outputOf, type Podman } from './command.js'
import { doingLoad, doingSave, type Exchange, inFolder } from './exchange.js'

/** Writes an image as `docker save` does. */
export type ArchiveOf = (image: Image) => AsyncIterable<Uint8Array>

/** Exchange by streams, which a Podman on any machine takes: each time the whole image passes by. */
export function archiveExchange(podman: Podman, archiveOf: ArchiveOf, store: Store): Exchange {
  return {
    load: (image, signal) =>
      inFolder(store, async (temporary) => {
        await outputOf(podman, doingLoad, ['load', '--quiet'], { input: archiveOf(image), temporary, signal })
      }),
    async topLayer(id, _below, take, signal) {
      const top = `${hexOf(await topOf(podman, id, signal))}.tar`
      const output = async (stdout: AsyncIterable<Uint8Array>): Promise<void> => {
        for await (const entry of readTar(stdout))
          if (entry.header.type === 'file' && entry.header.path === top) await take(entry.body())
      }
      await inFolder(store, async (temporary) => {
        const args = ['save', '--quiet', '--format', 'docker-archive', id]
        await outputOf(podman, doingSave, args, { output, temporary, signal })
      })
    },
  }
}

const digests = v.array(v.custom<Digest>((value) => typeof value === 'string' && isDigest(value)))

/** The DiffID of an image's uppermost layer. */
async function topOf(podman: Podman, id: string, signal: AbortSignal): Promise<Digest> {
  const args = ['image', 'inspect', '--format', '{{json .RootFS.Layers}}', id]
  const text = await outputOf(podman, doingSave, args, { signal })
  const layers = check(digests, parseJson(Buffer.from(text), 'podman image inspect'), 'podman image inspect')
  const [top] = layers.slice(-1)
  if (top === undefined) throw new OciPackError('executor', `${doingSave}: the image ${id} has no layers`)
  return top
}
