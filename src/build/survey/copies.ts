import { textOfBytes } from '../../core/bytes.js'
import { excludeMatcher } from '../../dockerfile/ignore.js'
import type { Copy } from '../../dockerfile/instruction.js'
import type { Source } from '../../dockerfile/sources.js'
import { lookupIn } from '../../dockerfile/variables.js'
import { expandWord } from '../../dockerfile/words.js'
import { Changes } from '../../rootfs/changes.js'
import { type Directory, emptyDirectory } from '../../rootfs/node.js'
import { find, walk } from '../../rootfs/tree.js'
import { copyInto } from '../copy/copyInto.js'
import { nearestName } from '../copy/nearestName.js'
import { expandSource } from '../copy/wildcards.js'
import { addressOf } from './addresses.js'
import type { SurveyedStep } from './survey.js'

/** How much of a tree a source names. */
export interface Amount {
  /** Files and links, not folders. */
  readonly files: number
  readonly bytes: number
}

/** One source of COPY or ADD: what it is, its variables expanded, and where it is. */
export interface CopySource {
  readonly source: string
  readonly from: Source | 'context' | 'address' | 'here-document'
  /** Of what is on this machine. */
  readonly amount?: Amount
  /** Why the build would fail. */
  readonly problem?: string
}

/** Trees that are here before anything is built. */
export interface KnownTrees {
  readonly context: Directory
  /** A named context that is a folder, by its name. */
  readonly folder: (name: string) => Directory | undefined
  readonly escape: '\\' | '`'
}

/** What a COPY or an ADD takes, a source each. @throws OciPackError `dockerfile` for words that cannot be expanded */
export function copySources(copy: Copy, { scope, sources }: SurveyedStep, trees: KnownTrees): CopySource[] {
  const expand = (word: string): string => expandWord(word, lookupIn(scope.variables), trees)
  const exclude = copy.exclude.length > 0 ? excludeMatcher(copy.exclude.map(expand)) : undefined
  const [[, from] = [undefined, 'context' as const]] = sources
  const tree = treeOf(from, trees)
  const taken = copy.sources.map(expand).map((source): CopySource => {
    if (copy.kind === 'add' && addressOf(source)) return { source, from: 'address' }
    return { source, from, ...(tree && amountOf(tree, source, exclude)) }
  })
  const bodies = copy.heredocs.map(({ name, content }): CopySource => {
    return { source: name, from: 'here-document', amount: { files: 1, bytes: Buffer.byteLength(content) } }
  })
  return [...taken, ...bodies]
}

function treeOf(from: Source | 'context', { context, folder }: KnownTrees): Directory | undefined {
  if (from === 'context') return context
  return from.kind === 'image' ? folder(from.reference) : undefined
}

/** Counts what COPY would copy, by copying the names into an empty tree. */
function amountOf(
  tree: Directory,
  source: string,
  exclude: ReturnType<typeof excludeMatcher> | undefined,
): Pick<CopySource, 'amount' | 'problem'> {
  const copied = new Changes(emptyDirectory())
  for (const path of expandSource(tree, source)) {
    if (!find(tree, path).node) {
      const near = nearestName(tree, source)
      return { problem: `${textOfBytes(path)} is not there${near === undefined ? '' : `: did you mean ${near}?`}` }
    }
    copyInto(copied, tree, path, '/', { exclude, epoch: 0 })
  }
  const files = new Set([...walk(copied.root)].flatMap(({ node }) => (node.type === 'directory' ? [] : [node])))
  const bytes = [...files].reduce((sum, node) => sum + (node.type === 'file' ? node.size : 0), 0)
  return { amount: { files: files.size, bytes } }
}
