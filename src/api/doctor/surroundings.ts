import { existsSync, readFileSync, statSync } from 'node:fs'
import { possibleIds } from '../../exec/linux/ids.js'
import type { Check } from './check.js'

type Env = Readonly<Record<string, string | undefined>>

/** A text of /proc or /sys; undefined where there is none that may be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}

/** Whose files an ordinary user's RUN can make; nothing for root, who can make all. */
export async function idChecks(): Promise<Check[]> {
  const uid = process.getuid?.() ?? 0
  if (uid === 0) return []
  const topic = 'subordinate ids'
  const isRange = (await possibleIds(uid, process.getgid?.() ?? 0)).some(({ kind }) => kind === 'range')
  if (isRange)
    return [{ topic, good: true, finding: 'ranges in /etc/subuid and /etc/subgid, and newuidmap to use them' }]
  const hint = 'Install uidmap (newuidmap, newgidmap) and give yourself ranges in /etc/subuid and /etc/subgid.'
  return [{ topic, good: false, finding: 'none that can be used', hint }]
}

/** Whether there is an SSH agent for RUN --mount=type=ssh. */
export function agentCheck(env: Env): Check {
  const topic = 'SSH agent'
  const path = env['SSH_AUTH_SOCK']
  if (!path) return { topic, finding: 'none: SSH_AUTH_SOCK is not set' }
  if (existsSync(path) && statSync(path).isSocket()) return { topic, good: true, finding: path }
  return {
    topic,
    good: false,
    finding: `SSH_AUTH_SOCK names ${path}, which is no socket`,
    hint: 'Start an agent: eval $(ssh-agent).',
  }
}
