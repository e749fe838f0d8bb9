import { basename } from 'node:path'
import { hostPlatform } from '../../core/host/hostPlatform.js'
import { formatPlatform, parsePlatform, samePlatform } from '../../core/platform.js'
import { executionOf } from '../../exec/foreign/foreign.js'
import { knownArchitectures } from '../../exec/foreign/machines.js'
import type { Store } from '../../store/store.js'
import type { Check } from './check.js'

/** Whose programs besides its own this machine executes, by itself or by an emulator. @throws OciPackError `io` for the store */
export async function platformCheck(store: Store): Promise<Check> {
  const topic = 'other platforms'
  const found: string[] = []
  let hint: string | undefined
  for (const platform of knownArchitectures.map(parsePlatform)) {
    if (samePlatform(platform, hostPlatform)) continue
    const execution = await executionOf(platform, store)
    if (execution.works) found.push(formatPlatform(platform) + by(execution.by))
    else hint ??= execution.refusal.hint
  }
  if (found.length > 0) return { topic, good: true, finding: `a RUN executes programs for ${found.join(', ')}` }
  return { topic, finding: 'none: a RUN executes programs for this one alone', hint }
}

function by(emulator: string | undefined): string {
  return emulator === undefined ? '' : ` (by ${basename(emulator)})`
}
