import { OciPackError } from '../../core/errors.js'
import { diffTrees } from '../../rootfs/diff.js'
import type { LayerEntries } from '../../rootfs/layerWriter.js'
import type { Executor, Offer, RunExit, RunRequest } from '../executor.js'
import { identifier, type OpenContent } from './identity.js'
import { NotUnderstood } from './notUnderstood.js'
import { type Outcome, simulate } from './simulate.js'

export interface BuiltinOptions {
  readonly openContent: OpenContent
  /** The time of whatever is made or touched, in seconds since 1970. */
  readonly epoch: number
}

/**
 * Executes a RUN without a process: commands that are understood to the last letter are applied to the tree as data. All are tried on a
 * copy before the offer is made, so a request is served whole or not at all; a command that would fail is left to an executor that can
 * show the program's own message.
 */
export function builtinExecutor({ openContent, epoch }: BuiltinOptions): Executor {
  const identify = identifier(openContent)
  return {
    name: 'builtin',
    async offer(request): Promise<Offer> {
      try {
        const outcome = await simulate(request, { open: openContent, identify, epoch })
        return { serves: true, execute: (layer) => write(request, outcome, layer, openContent) }
      } catch (error) {
        if (error instanceof NotUnderstood) return { serves: false, why: error.message }
        throw error
      }
    },
    async examine() {
      return {
        works: true,
        findings: ['RUNs of plain file commands are applied as data, on any host, for any platform.'],
        hints: [],
      }
    },
  }
}

async function write(
  { tree, signal, onOutput }: RunRequest,
  outcome: Outcome,
  layer: LayerEntries,
  open: OpenContent,
): Promise<RunExit> {
  for (const { stream, text } of outcome.printed) await onOutput(stream, Buffer.from(text, 'latin1'))
  for (const { header, content } of diffTrees(tree, outcome.tree, outcome.isChanged)) {
    if (signal.aborted) throw new OciPackError('aborted', 'RUN was stopped')
    await layer.add(header, content && open(content, header.size))
  }
  return { status: 0 }
}
