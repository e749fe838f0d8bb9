import { bytesOfText, textOfBytes } from '../../core/bytes.js'
import { withoutCredentials } from '../../core/credentials.js'
import { OciPackError } from '../../core/errors.js'
import { octalMode, parseChmod } from '../../dockerfile/chmod.js'
import { copyHistory } from '../../dockerfile/history.js'
import { excludeMatcher } from '../../dockerfile/ignore.js'
import type { Copy, Heredoc } from '../../dockerfile/instruction.js'
import { lookupIn } from '../../dockerfile/variables.js'
import { expandHeredoc } from '../../dockerfile/words.js'
import { Changes } from '../../rootfs/changes.js'
import { type Directory, emptyDirectory, noXattrs, type RegularFile } from '../../rootfs/node.js'
import { find } from '../../rootfs/tree.js'
import { type CopyOptions, copyInto } from '../copy/copyInto.js'
import { isArchive } from '../copy/isArchive.js'
import { missingSource } from '../copy/missingSource.js'
import { type Origin, originOf } from '../copy/origin.js'
import { readParents } from '../copy/parents.js'
import { unpackInto } from '../copy/unpack.js'
import { expandSource } from '../copy/wildcards.js'
import { absolutePath, ownerOf, type Stage, treeOf, withLayer } from '../stage.js'
import type { StepContext } from '../step.js'

/**
 * COPY and ADD: one layer, empty where nothing changes (Dockerfile reference, "COPY", "ADD"). With `--link` it is made as if there were
 * nothing below (the same, "COPY --link"), unless there is a `--chmod`, for which BuildKit does not link.
 */
export async function copy(stage: Stage, instruction: Copy, context: StepContext): Promise<Stage> {
  const expand = (word: string): string => context.expand(stage, word)
  const sources = instruction.sources.map(expand)
  const destination = absolutePath(stage, expand(instruction.destination))
  const linked = instruction.link && instruction.chmod === undefined
  const options = await copyOptions(linked ? undefined : stage, instruction, expand, context)
  const checksum = checksumOf(instruction, expand)
  const origins = await Promise.all(sources.map((source) => originOf(instruction, source, checksum, context)))
  const changes = new Changes(linked ? emptyDirectory({ mtime: options.epoch }) : await treeOf(stage))
  const layer = await context.layers.write(async (writer) => {
    for (const origin of origins) {
      const copying = { destination, options, context }
      await (instruction.parents ? copyParents : copySource)(changes, origin, copying)
    }
    const bodies = heredocTree(stage, instruction.heredocs, context)
    for (const { name } of instruction.heredocs)
      copyInto(changes, bodies, bytesOfText(name), bytesOfText(destination), options)
    await changes.write(writer, context.tools.reader)
  })
  return withLayer(stage, layer, context.history(historyOf(instruction, sources, expand)))
}

/** `--checksum` of ADD, expanded; an empty one is none. @throws OciPackError `dockerfile` where it would be that of several sources */
function checksumOf({ checksum, sources, heredocs }: Copy, expand: (word: string) => string): string | undefined {
  const expanded = checksum === undefined ? '' : expand(checksum)
  if (expanded === '') return undefined
  if (sources.length + heredocs.length === 1) return expanded
  throw new OciPackError('dockerfile', 'ADD --checksum is for one source; here are several', {
    hint: 'Write an ADD for each.',
  })
}

function historyOf(instruction: Copy, sources: readonly string[], expand: (word: string) => string): string {
  const { chown, chmod } = instruction
  const flags = {
    ...instruction,
    ...(chown !== undefined && { chown: expand(chown) }),
    ...(chmod !== undefined && { chmod: expand(chmod) }),
  }
  return copyHistory(
    flags,
    sources.map(withoutCredentials),
    instruction.heredocs.map(({ name }) => name),
    expand(instruction.destination),
  )
}

/** @param stage where owners are looked up; undefined with `--link`, which reads nothing of it */
async function copyOptions(
  stage: Stage | undefined,
  instruction: Copy,
  expand: (word: string) => string,
  context: StepContext,
): Promise<CopyOptions> {
  const { chmod, chown, exclude } = instruction
  return {
    owner: chown === undefined ? undefined : await ownerOf(stage, expand(chown), context.tools.reader),
    mode: chmod === undefined ? undefined : parseChmod(expand(chmod)),
    madeMode: chmod === undefined ? undefined : octalMode(expand(chmod)),
    exclude: exclude.length > 0 ? [excludeMatcher(exclude)] : [],
    epoch: context.request.times.epoch,
  }
}

/** What all sources of an instruction have in common. */
interface Copying {
  readonly destination: string
  readonly options: CopyOptions
  readonly context: StepContext
}

async function copySource(changes: Changes, origin: Origin, copying: Copying): Promise<void> {
  const { from, path: source } = origin
  const { destination, options, context } = copying
  const tree = await from.tree()
  for (const path of origin.wildcards ? expandSource(tree, source) : [bytesOfText(source)]) {
    const { node } = find(tree, path)
    if (!node) throw missingSource(from, tree, textOfBytes(path))
    const archive = origin.unpack && node.type === 'file' ? await openArchive(node, context) : undefined
    if (archive) unpackInto(changes, archive.index, archive.layer, bytesOfText(destination), options)
    else copyInto(changes, tree, path, bytesOfText(destination), options)
  }
}

/** As `--parents` has it: of the folders before the pivot, what the rest of the source matches. */
async function copyParents(changes: Changes, origin: Origin, copying: Copying): Promise<void> {
  const { folder, others, required } = readParents(origin.path)
  if (required !== undefined) {
    const tree = await origin.from.tree()
    if (!find(tree, bytesOfText(required)).node) throw missingSource(origin.from, tree, required)
  }
  const { options } = copying
  const exclude = [others, ...(options.exclude ?? [])]
  await copySource(changes, { ...origin, path: folder }, { ...copying, options: { ...options, exclude } })
}

async function openArchive({ content, size }: RegularFile, { tools, layers }: StepContext) {
  const { reader } = tools
  if (!(await isArchive(reader.stream(content, size)))) return undefined
  return layers.unpackArchive(reader.stream(content, size), size)
}

/** The bodies of here-documents as files, 0644 of root. */
function heredocTree(stage: Stage, heredocs: readonly Heredoc[], { request }: StepContext): Directory {
  const tree = emptyDirectory()
  for (const { name, content, expand } of heredocs) {
    const bytes = Buffer.from(expand ? expandHeredoc(content, lookupIn(stage.variables)) : content)
    tree.children.set(bytesOfText(name), {
      type: 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      mtime: request.times.epoch,
      mtimeNsec: 0,
      xattrs: noXattrs,
      size: bytes.byteLength,
      content: { from: 'bytes', bytes },
    })
  }
  return tree
}
