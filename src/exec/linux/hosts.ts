import type { RunRequest } from '../executor.js'

/** /etc/hosts as a process sees it. */
export function hostsFile(extra: RunRequest['extraHosts'], hostname = 'buildkitsandbox'): string {
  const lines = [
    `127.0.0.1\tlocalhost ${hostname}`,
    '::1\tlocalhost ip6-localhost ip6-loopback',
    ...extra.map(({ name, address }) => `${address}\t${name}`),
  ]
  return `${lines.join('\n')}\n`
}
