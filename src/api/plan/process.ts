import { formatPlatform, type Platform } from '../../core/platform.js'
import type { ExecutorName } from '../../exec/executor.js'
import { executionOf } from '../../exec/foreign/foreign.js'
import { type ExecutorParts, makeExecutors } from '../executors.js'

/**
 * What executes processes on this host, by the platform that they are for: the first that can, or the one that is asked for. A platform that
 * is missing has nothing. Which ones Podman executes is known to itself alone: it is taken for all.
 */
export async function processExecutors(
  parts: ExecutorParts,
  choice: 'auto' | ExecutorName = 'auto',
  platforms: readonly Platform[],
): Promise<ReadonlyMap<string, ExecutorName>> {
  const executors = makeExecutors(parts, choice).filter(({ name }) => name !== 'builtin')
  const found = new Map<string, ExecutorName>()
  const missing = new Map(platforms.map((platform) => [formatPlatform(platform), platform]))
  try {
    for (const executor of executors) {
      const { name } = executor
      if (missing.size === 0) break
      if (!(await executor.examine()).works) continue
      for (const [key, platform] of missing) {
        if (name !== 'podman' && !(await executionOf(platform, parts.store)).works) continue
        found.set(key, name)
        missing.delete(key)
      }
    }
    return found
  } finally {
    for (const executor of executors) await executor.close?.()
  }
}
