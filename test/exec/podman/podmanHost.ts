import type { PodmanHost } from '../../../src/exec/podman/host.js'

/** A Podman of root on this machine, with changes. */
export function podmanHost(changes: Partial<PodmanHost> = {}): PodmanHost {
  return {
    version: '5.0.0',
    remote: false,
    rootless: false,
    manyIds: true,
    idsName: 'root',
    storage: 'overlay',
    cgroups: 'v2',
    controllers: ['cpu', 'memory', 'pids'],
    platforms: ['linux/amd64'],
    ...changes,
  }
}
