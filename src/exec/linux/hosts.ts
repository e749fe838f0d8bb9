import type { RunRequest } from '../executor.js'

/** /etc/hosts as a process sees it. */
export function hostsFile({ hostname, extraHosts }: Pick<RunRequest, 'hostname' | 'extraHosts'>): string {
  const lines = [
    `127.0.0.1\tlocalhost ${hostname}`,
    '::1\tlocalhost ip6-localhost ip6-loopback',
    ...extraHosts.map(({ name, address }) => `${address}\t${name}`),
  ]
  return `${lines.join('\n')}\n`
}
