import type { Layers } from '../../build/layers.js'
import type { BuildTools } from '../../build/request.js'
import type { Emit } from '../../core/events.js'
import type { IgnoreMatcher } from '../../dockerfile/ignore.js'
import type { ParsedUpToFault } from '../../dockerfile/parse.js'
import type { ContentReader } from '../../rootfs/contentReader.js'
import type { Directory } from '../../rootfs/node.js'
import type { Times } from '../../rootfs/times.js'
import { openAddress } from './address.js'
import type { Git } from '../../sources/git/git.js'
import { openFile } from './file.js'
import { openFolder } from './folder.js'
import { openGit } from './git.js'
import { openInput } from './input.js'
import type { ContextPlace } from './place.js'

/** A build's context, and the Dockerfile that belongs to it, up to a fault where it has one. */
export interface OpenedContext {
  readonly read: ParsedUpToFault
  /** The files as COPY sees them. */
  readonly tree: Directory
  /** What .dockerignore says, for the checks. */
  readonly ignore?: IgnoreMatcher | undefined
}

/** What a context is opened with. */
export interface ContextTools {
  readonly times: Times
  /** What the build itself is to write: it is no part of the context. */
  readonly outputs: readonly string[]
  /** Where archives are unpacked, and what reads the files in them. */
  readonly layers: Layers
  readonly reader: ContentReader
  /** A folder of the build's own. */
  readonly folder: string
  readonly download: BuildTools['download']
  /** What fetches a repository, and whether its `.git` is kept. */
  readonly git: Git
  readonly keepGitDir: boolean
  readonly emit: Emit
}

/** Opens a context of whatever kind: each kind has a file of its own beside this one. `file` is what `--file` says. @throws OciPackError */
export function openContext(
  place: ContextPlace,
  file: string | undefined,
  tools: ContextTools,
): Promise<OpenedContext> {
  switch (place.kind) {
    case 'folder':
      return openFolder(place.path, file, tools)
    case 'file':
      return openFile(place.path, file, tools)
    case 'git':
      return openGit(place.reference, file, tools)
    case 'input':
      return openInput(file, tools)
    case 'address':
      return openAddress(place.url, file, tools)
  }
}
