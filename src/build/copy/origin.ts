import { withoutCredentials } from '../../core/credentials.js'
import { OciPackError } from '../../core/errors.js'
import type { Copy } from '../../dockerfile/instruction.js'
import { parseGitReference } from '../../dockerfile/gitReference.js'
import type { FileSource } from '../fileSource.js'
import type { StepContext } from '../step.js'
import { gitOrigin } from './gitOrigin.js'
import { isHttpAddress, remoteFile } from './remoteFile.js'

/** What one source of COPY or ADD names, once it is here. */
export interface Origin {
  readonly from: FileSource
  /** A path in it, or a pattern where `wildcards` says so. */
  readonly path: string
  readonly wildcards: boolean
  /** Whether a file is unpacked where it is an archive. */
  readonly unpack: boolean
}

/**
 * Where a source comes from: the context, a stage, an image, a named context, an address. `checksum` is that of the instruction, its variables
 * expanded. @throws OciPackError `dockerfile`, and what fetching throws
 */
export async function originOf(
  instruction: Copy,
  source: string,
  checksum: string | undefined,
  context: StepContext,
): Promise<Origin> {
  const { kind, from } = instruction
  const git = parseGitReference(source)
  if (git) return gitOrigin(git, instruction, checksum, context)
  if (isHttpAddress(source)) {
    if (kind === 'add') return remoteFile(source, checksum, instruction.unpack === true, context)
    throw new OciPackError('dockerfile', `COPY cannot fetch ${withoutCredentials(source)}`, { hint: 'Write ADD.' })
  }
  if (checksum !== undefined) {
    throw new OciPackError('dockerfile', 'ADD --checksum is for URLs and Git repositories, not for local files', {
      hint: 'Leave it out.',
    })
  }
  return {
    from: from === undefined ? context.context : await context.copyFrom(from),
    path: source,
    wildcards: true,
    unpack: kind === 'add' && instruction.unpack !== false,
  }
}
