import { builtinExecutor } from '../exec/builtin/builtin.js'
import { chrootExecutor } from '../exec/chroot/chroot.js'
import type { Executor } from '../exec/executor.js'
import { namespacesExecutor } from '../exec/namespaces/namespaces.js'
import type { ContentReader } from '../rootfs/contentReader.js'
import type { Times } from '../rootfs/times.js'
import type { Store } from '../store/store.js'

/** What executors are made of. */
export interface ExecutorParts {
  readonly store: Store
  readonly reader: ContentReader
  readonly times: Times
}

/** All ways to execute a RUN, in the order in which they are tried. Close them once they are not needed any more. */
export function makeExecutors({ store, reader, times }: ExecutorParts): Executor[] {
  const openContent = reader.stream.bind(reader)
  return [
    builtinExecutor({ openContent, epoch: times.epoch }),
    namespacesExecutor({ store, openContent }),
    chrootExecutor({ store, openContent }),
  ]
}
