import type { Image, Layer } from '../../oci/image.js'
import type { Store } from '../../store/store.js'

/** How images come to Podman, and layers back. */
export interface Exchange {
  /** Gives Podman an image, which it then has by the digest of its configuration. @throws OciPackError `executor`, `aborted`, `io` */
  load(image: Image, signal: AbortSignal): Promise<void>
  /** Has `take` read the plain tar of the uppermost layer of an image that Podman has, above those of `below`. @throws as `load`, and what `take` throws */
  topLayer(
    id: string,
    below: readonly Layer[],
    take: (tar: AsyncIterable<Uint8Array>) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>
}

export const doingLoad = 'cannot give podman the layers for a RUN'
export const doingSave = 'cannot take from podman what a RUN changed'

/** Has a folder used that is removed afterwards. @throws what `use` throws, OciPackError `io` */
export async function inFolder(store: Store, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await store.temporaryFolder()
  try {
    await use(folder.path)
  } finally {
    await folder.remove()
  }
}
