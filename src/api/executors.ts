import { builtinExecutor } from '../exec/builtin/builtin.js'
import { chrootExecutor } from '../exec/chroot/chroot.js'
import type { Executor, ExecutorName } from '../exec/executor.js'
import { namespacesExecutor } from '../exec/namespaces/namespaces.js'
import { podmanExecutor } from '../exec/podman/podman.js'
import { dockerArchive } from '../export/dockerArchive.js'
import type { ContentReader } from '../rootfs/contentReader.js'
import type { Times } from '../rootfs/times.js'
import type { Store } from '../store/store.js'

/** What executors are made of. */
export interface ExecutorParts {
  readonly store: Store
  readonly reader: ContentReader
  readonly times: Times
  /** What Podman is set up by. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether RUNs are executed as if another user built, where that can be had. */
  readonly asAnother?: boolean
}

/** The ways to execute a RUN, all or the one of a name, in the order in which they are tried. Close them once they are not needed any more. */
export function makeExecutors(
  { store, reader, times, env, asAnother = false }: ExecutorParts,
  choice: 'auto' | ExecutorName = 'auto',
): Executor[] {
  const openContent = reader.stream.bind(reader)
  const all: readonly Executor[] = [
    builtinExecutor({ openContent, epoch: times.epoch }),
    namespacesExecutor({ store, openContent, asAnother }),
    chrootExecutor({ store, openContent }),
    podmanExecutor({ store, openContent, archiveOf: (image) => dockerArchive(image, [], 0), env }),
  ]
  return all.filter(({ name }) => choice === 'auto' || name === choice)
}
