import type { Mount, RunExit } from '../src/exec/executor.js'
import { namespacesExecutor } from '../src/exec/namespaces/namespaces.js'
import { openArchive } from '../src/sources/openArchive.js'
import { Store } from '../src/store/store.js'
import { openImage } from '../src/task/image/openImage.js'

/** How a run went, or why this host cannot do it. */
export type Ran = { readonly exit: RunExit } | { readonly why: string }

/**
 * Runs what an image archive is made to run, as root of its own namespaces, with folders of this machine mounted; what it prints is
 * passed on. @param cacheDir absolute, the store that the archive's layers are unpacked in
 */
export async function runImage(archive: string, mounts: readonly Mount[], cacheDir: string): Promise<Ran> {
  const store = await Store.open(cacheDir)
  const { image, tree, reader } = await openImage(store, (await openArchive(archive)).image)
  const { architecture, os, config = {} } = image.config
  const offer = await namespacesExecutor({ store, openContent: reader.stream.bind(reader) }).offer({
    argv: [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])],
    env: config.Env ?? [],
    cwd: config.WorkingDir ?? '/',
    user: { uid: 0, gid: 0, groups: [] },
    layers: image.layers,
    tree,
    platform: { os, architecture },
    mounts,
    network: 'host',
    extraHosts: [],
    security: 'sandbox',
    shmSize: 64 << 20,
    ulimits: [],
    onOutput: (stream, data) => process[stream].write(data),
    signal: new AbortController().signal,
  })
  if (!offer.serves) return { why: offer.why }
  // What a run changes in its own file tree is of no use to anybody.
  return { exit: await offer.execute({ add: () => Promise.resolve() }) }
}
