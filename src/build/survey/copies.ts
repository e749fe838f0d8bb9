import { bytesOfText, textOfBytes } from '../../core/bytes.js'
import { excludeMatcher, type IgnoreMatcher } from '../../dockerfile/ignore.js'
import type { Copy } from '../../dockerfile/instruction.js'
import type { Source } from '../../dockerfile/sources.js'
import { lookupIn } from '../../dockerfile/variables.js'
import { expandWord } from '../../dockerfile/words.js'
import { Changes } from '../../rootfs/changes.js'
import { type Directory, emptyDirectory } from '../../rootfs/node.js'
import { find, walk } from '../../rootfs/tree.js'
import { copyInto } from '../copy/copyInto.js'
import { nearestName } from '../copy/nearestName.js'
import { readParents } from '../copy/parents.js'
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
  const exclude = copy.exclude.length > 0 ? [excludeMatcher(copy.exclude)] : []
  const [[, from] = [undefined, 'context' as const]] = sources
  const tree = treeOf(from, trees)
  const taken = copy.sources.map(expand).map((source): CopySource => {
    if (copy.kind === 'add' && addressOf(source)) return { source, from: 'address' }
    return { source, from, ...(tree && amountOf(tree, partOf(copy, source, exclude))) }
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

/** What of a tree a source means. */
interface Part {
  /** A path, or a pattern. */
  readonly source: string
  readonly exclude: readonly IgnoreMatcher[]
  /** What has to be there besides. */
  readonly required: string | undefined
}

function partOf({ parents }: Copy, source: string, exclude: readonly IgnoreMatcher[]): Part {
  if (!parents) return { source, exclude, required: undefined }
  const { folder, others, required } = readParents(source)
  return { source: folder, exclude: [others, ...exclude], required }
}

/** Counts what COPY would copy, by copying the names into an empty tree. */
function amountOf(tree: Directory, { source, exclude, required }: Part): Pick<CopySource, 'amount' | 'problem'> {
  const copied = new Changes(emptyDirectory())
  const paths = expandSource(tree, source)
  const missing = [...paths, ...(required === undefined ? [] : [bytesOfText(required)])].find(
    (path) => !find(tree, path).node,
  )
  if (missing !== undefined) {
    const near = nearestName(tree, textOfBytes(missing))
    return { problem: `${textOfBytes(missing)} is not there${near === undefined ? '' : `: did you mean ${near}?`}` }
  }
  for (const path of paths) copyInto(copied, tree, path, '/', { exclude, epoch: 0 })
  const files = new Set([...walk(copied.root)].flatMap(({ node }) => (node.type === 'directory' ? [] : [node])))
  const bytes = [...files].reduce((sum, node) => sum + (node.type === 'file' ? node.size : 0), 0)
  return { amount: { files: files.size, bytes } }
}
