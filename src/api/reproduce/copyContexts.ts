import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { OciPackError } from '../../core/errors.js'
import type { Directory } from '../../rootfs/node.js'
import type { BuiltImages } from '../build.js'
import type { ContextCopies } from './again.js'
import { copyTree } from './copyTree.js'

export interface CopiedContexts {
  readonly copies: ContextCopies
  /** Why the context, or all of them, is used as it is. */
  readonly unmoved?: string
}

/** Copies the folders that the build takes files from; gives the reason why they are used as they are where one cannot be copied. @throws OciPackError `aborted` */
export async function copyContexts(
  { context, namedContexts, signal }: BuiltImages,
  folder: string,
  keepTimes: boolean,
): Promise<CopiedContexts> {
  const copy = async (tree: Directory, name: string): Promise<string> => {
    const place = join(folder, name)
    await mkdir(place)
    await copyTree(tree, place, { keepTimes, signal })
    return place
  }
  const named = new Map<string, string>()
  try {
    for (const [name, given] of namedContexts)
      if (given.kind === 'folder' && given.isOwn) named.set(name, await copy(given.tree, `named-${named.size}`))
    if (context === undefined) return { copies: { named }, unmoved: 'it is no folder' }
    return { copies: { context: await copy(context, 'context'), named } }
  } catch (error) {
    if (!(error instanceof OciPackError) || error.code === 'aborted') throw error
    return { copies: { named: new Map() }, unmoved: error.message }
  }
}
