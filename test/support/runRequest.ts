import type { RunRequest } from '../../src/exec/executor.js'
import { emptyDirectory } from '../../src/rootfs/node.js'

/** A request to execute `true` as root of an empty tree, with changes. */
export function runRequest(changes: Partial<RunRequest> = {}): RunRequest {
  return {
    argv: ['true'],
    env: [],
    cwd: '/',
    user: { uid: 0, gid: 0, groups: [] },
    layers: [],
    tree: emptyDirectory(),
    platform: { os: 'linux', architecture: 'amd64' },
    mounts: [],
    network: 'host',
    hostname: 'buildkitsandbox',
    extraHosts: [],
    security: 'sandbox',
    shmSize: 64 << 20,
    ulimits: [],
    onOutput: () => undefined,
    signal: new AbortController().signal,
    ...changes,
  }
}
