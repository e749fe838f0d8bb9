import type { ExecutorName } from '../../exec/executor.js'
import { type ExecutorParts, makeExecutors } from '../executors.js'

/** What executes a process on this host: the first that can, or the one that is asked for; undefined where nothing can. */
export async function processExecutor(
  parts: ExecutorParts,
  choice: 'auto' | ExecutorName = 'auto',
): Promise<ExecutorName | undefined> {
  const executors = makeExecutors(parts, choice).filter(({ name }) => name !== 'builtin')
  try {
    for (const executor of executors) if ((await executor.examine()).works) return executor.name
    return undefined
  } finally {
    for (const executor of executors) await executor.close?.()
  }
}
