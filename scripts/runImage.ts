import { defaultPlatform } from '../src/core/platform.js'
import { readExtent } from '../src/core/host/readExtent.js'
import { chooseExecutor } from '../src/exec/choose.js'
import type { BindMount, RunExit, RunRequest } from '../src/exec/executor.js'
import { namespacesExecutor } from '../src/exec/namespaces/namespaces.js'
import { decompress } from '../src/oci/compress/decompress.js'
import type { Image } from '../src/oci/image.js'
import { indexLayer } from '../src/rootfs/indexLayer.js'
import { type Directory, emptyDirectory } from '../src/rootfs/node.js'
import { applyLayer } from '../src/rootfs/tree.js'
import { openArchive } from '../src/sources/openArchive.js'

/**
 * Runs what an image archive is made to run, as root without a network, with folders of this machine mounted; what it prints is
 * passed on. @throws OciPackError `executor` where this host cannot run it
 */
export async function runImage(archive: string, mounts: readonly BindMount[]): Promise<RunExit> {
  const { image } = await openArchive(archive)
  const { config = {} } = image.config
  const request: RunRequest = {
    argv: [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])],
    env: config.Env ?? [],
    cwd: config.WorkingDir ?? '/',
    user: { uid: 0, gid: 0, groups: [] },
    layers: image.layers,
    tree: await treeOf(image),
    platform: defaultPlatform,
    mounts,
    network: 'none',
    extraHosts: [],
    onOutput: (stream, data) => process[stream].write(data),
    signal: new AbortController().signal,
  }
  const { offer } = await chooseExecutor([namespacesExecutor], request)
  // What a run changes in its own file tree is of no use to anybody.
  return offer.execute({ add: () => Promise.resolve() })
}

async function treeOf({ layers }: Image): Promise<Directory> {
  const root = emptyDirectory()
  for (const layer of layers) {
    const stored = readExtent(await layer.locate(), layer.descriptor.size)
    applyLayer(root, await indexLayer(decompress(stored)), layer)
  }
  return root
}
