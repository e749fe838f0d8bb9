import { buildEach } from '../../build/buildEach.js'
import type { Layers } from '../../build/layers.js'
import type { BuildRequest, BuildTools } from '../../build/request.js'
import { RunTurns } from '../../build/runTurns.js'
import type { Image } from '../../oci/image.js'
import { hostTree } from '../../rootfs/hostTree.js'

/** In what a second build is another one. */
export interface OtherBuild extends Pick<BuildTools, 'made' | 'emit'> {
  /** Where a copy of the context's files is. */
  readonly folder?: string | undefined
}

/** Builds the same again: each RUN is executed, one after the other, and nothing of it is remembered. @throws OciPackError as the build */
export function buildAgain(
  requests: readonly BuildRequest[],
  { folder, made, emit }: OtherBuild,
  tools: BuildTools,
  layers: Layers,
): Promise<readonly Image[]> {
  const others = requests.map((request): BuildRequest => {
    const { context, times } = request
    const copy = folder === undefined ? context : hostTree(folder, { mtime: times.ofContext })
    return { ...request, context: copy, noCache: true }
  })
  return buildEach(others, { ...tools, made, emit, turns: new RunTurns(1), isTrial: true }, layers)
}
