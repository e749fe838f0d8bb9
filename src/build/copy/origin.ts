import { OciPackError } from '../../core/errors.js'
import type { Copy } from '../../dockerfile/instruction.js'
import { parseGitReference } from '../../dockerfile/gitReference.js'
import type { FileSource } from '../fileSource.js'
import type { StepContext } from '../step.js'
import { gitOrigin } from './gitOrigin.js'

/** What one source of COPY or ADD names, once it is here. */
export interface Origin {
  readonly from: FileSource
  /** A path in it, or a pattern. */
  readonly path: string
  /** Whether a file is unpacked where it is an archive. */
  readonly unpack: boolean
}

/** Where a source comes from: the context, a stage, an image, a named context. @throws OciPackError `unsupported` for an address */
export async function originOf(instruction: Copy, source: string, context: StepContext): Promise<Origin> {
  const { kind, checksum, from } = instruction
  const git = parseGitReference(source)
  if (git) return gitOrigin(git, instruction, checksum, context)
  if (kind === 'add' && /^https?:\/\//.test(source)) {
    throw new OciPackError('unsupported', `ADD cannot fetch ${source}: this version takes local files only`, {
      hint: 'Download it before the build, or in a RUN.',
    })
  }
  if (checksum !== undefined) {
    throw new OciPackError('dockerfile', 'ADD --checksum is for URLs and Git repositories, not for local files')
  }
  return {
    from: from === undefined ? context.context : await context.copyFrom(from),
    path: source,
    unpack: kind === 'add' && instruction.unpack !== false,
  }
}
