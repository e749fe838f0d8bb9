import { withoutCredentials } from '../../core/credentials.js'
import { OciPackError } from '../../core/errors.js'
import type { GitReference } from '../../dockerfile/gitReference.js'
import type { Copy } from '../../dockerfile/instruction.js'
import type { StepContext } from '../step.js'
import type { Origin } from './origin.js'

/**
 * A Git repository as a source of ADD: the contents of its root, or of the folder that the address names (Dockerfile reference, "ADD
 * --keep-git-dir", "ADD --checksum"). @throws OciPackError `dockerfile` for COPY, and where flags contradict the address
 */
export function gitOrigin(
  address: GitReference,
  { kind, keepGitDir = address.keepGitDir }: Copy,
  checksum = address.checksum,
  { tools: { git } }: StepContext,
): Origin {
  const shown = withoutCredentials(address.remote)
  if (kind === 'copy')
    throw new OciPackError('dockerfile', `COPY cannot fetch the Git repository ${shown}`, { hint: 'Write ADD.' })
  if (keepGitDir !== (address.keepGitDir ?? keepGitDir)) throw contradiction('--keep-git-dir', shown)
  if (checksum !== (address.checksum ?? checksum)) throw contradiction('--checksum', shown)
  const wanted: GitReference = {
    ...address,
    ...(keepGitDir !== undefined && { keepGitDir }),
    ...(checksum !== undefined && { checksum }),
  }
  return {
    from: {
      name: `the Git repository ${shown}`,
      tree: async () => git.tree(wanted, await git.resolve(wanted)),
    },
    path: '/',
    wildcards: false,
    unpack: false,
  }
}

function contradiction(flag: string, address: string): OciPackError {
  return new OciPackError('dockerfile', `${flag} says otherwise than the address ${address}`, {
    hint: 'Say it in one place.',
  })
}
