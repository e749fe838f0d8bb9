import type { RunRequest } from '../executor.js'

/** /etc/hosts as a RUN sees it. */
export function hostsFile(extra: RunRequest['extraHosts']): string {
  const lines = [
    '127.0.0.1\tlocalhost buildkitsandbox',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    ...extra.map(({ name, address }) => `${address}\t${name}`),
  ]
  return `${lines.join('\n')}\n`
}
