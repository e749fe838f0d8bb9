import { buildEach } from '../../build/buildEach.js'
import type { Layers } from '../../build/layers.js'
import type { BuildRequest, BuildTools, NamedContext } from '../../build/request.js'
import { RunTurns } from '../../build/runTurns.js'
import type { Image } from '../../oci/image.js'
import { hostTree } from '../../rootfs/hostTree.js'
import type { Directory } from '../../rootfs/node.js'

/** In what a second build is another one. */
export interface OtherBuild extends Pick<BuildTools, 'made' | 'emit'> {
  readonly copies: ContextCopies
}

/** Where copies of contexts' files are, of those that were copied. */
export interface ContextCopies {
  readonly context?: string | undefined
  readonly named: ReadonlyMap<string, string>
}

/** Builds the same again: each RUN is executed, one after the other, and nothing of it is remembered. @throws OciPackError as the build */
export function buildAgain(
  requests: readonly BuildRequest[],
  { copies, made, emit }: OtherBuild,
  tools: BuildTools,
  layers: Layers,
): Promise<readonly Image[]> {
  const others = requests.map((request): BuildRequest => {
    const { context, namedContexts, times } = request
    const tree = (folder: string): Directory => hostTree(folder, { mtime: times.ofContext })
    const named = [...copies.named].map(([name, folder]) => [name, folderContext(tree(folder))] as const)
    return {
      ...request,
      context: copies.context === undefined ? context : tree(copies.context),
      namedContexts: new Map([...namedContexts, ...named]),
      noCache: true,
    }
  })
  return buildEach(others, { ...tools, made, emit, turns: new RunTurns(1), isTrial: true }, layers)
}

function folderContext(tree: Directory): NamedContext {
  return { kind: 'folder', tree, isOwn: true }
}
