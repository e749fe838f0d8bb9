import { defaultEpoch } from '../../../src/rootfs/times.js'
import type { Case } from '../case.js'
import { differences, sinceBase } from '../compare.js'
import { buildWithDocker } from '../docker.js'
import { buildWithOciPack } from '../ociPack.js'
import type { Result } from '../recording.js'
import type { FileSummary } from '../../support/imageSummary.js'

/** What two builders made of one case. */
export interface Comparison {
  /** Both refused it. */
  readonly refused: boolean
  /** A line for each difference; empty where there is none. */
  readonly differences: readonly string[]
}

/** Builds a case with the daemon at DOCKER_HOST and with oci-pack, whose bases and store lie in `folder`. */
export async function compareBuilds(test: Case, folder: string): Promise<Comparison> {
  const docker = await buildWithDocker(test)
  const ours = await buildWithOciPack(test, folder)
  if ('refused' in docker && 'refused' in ours) return { refused: true, differences: [] }
  if ('refused' in docker) return { refused: false, differences: [`Docker refuses: ${docker.refused}`] }
  if ('refused' in ours) return { refused: false, differences: [`oci-pack refuses: ${ours.refused}`] }
  const made = sinceBase(ours, defaultEpoch)
  return { refused: false, differences: [...differences(withTimes(sinceBase(docker), made), made).values()] }
}

/** A folder in which something was made has a new time in Docker and its own here, which is no difference. */
function withTimes(docker: Result, ours: Result): Result {
  const timed = ([path, file]: [string, FileSummary | null]): [string, FileSummary | null] => {
    const { mtime } = ours.tree[path] ?? {}
    return [path, file?.type === 'dir' && file.mtime === undefined && mtime !== undefined ? { ...file, mtime } : file]
  }
  return { ...docker, tree: Object.fromEntries(Object.entries(docker.tree).map(timed)) }
}
