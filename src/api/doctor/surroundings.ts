import { existsSync, readFileSync, statSync } from 'node:fs'
import { OciPackError } from '../../core/errors.js'
import { possibleIds } from '../../exec/linux/ids.js'
import { authSources } from '../../registry/credentials.js'
import { knownCredentials } from '../../registry/knownCredentials.js'
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

/** Which files hold credentials, and for which registries; no secret is looked at. */
export async function credentialChecks(env: Env): Promise<Check[]> {
  const topic = 'credentials'
  const checks: Check[] = []
  for (const path of authSources(env)) {
    try {
      const known = await knownCredentials(path, env)
      if (!known) continue
      const hosts = [...known.hosts, ...(known.helper ? [`all that ${known.helper} has`] : [])]
      checks.push({ topic, good: true, finding: `${path}: ${hosts.join(', ') || 'none'}` })
    } catch (error) {
      if (!(error instanceof OciPackError)) throw error
      checks.push({ topic, good: false, finding: error.message, hint: `Mend ${path}: a build that pulls reads it.` })
    }
  }
  return checks.length > 0 ? checks : [{ topic, finding: 'none: registries are asked without' }]
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
