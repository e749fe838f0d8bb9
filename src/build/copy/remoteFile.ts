import { bytesOfText } from '../../core/bytes.js'
import { withoutCredentials } from '../../core/credentials.js'
import { type Digest, isDigest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import { emptyDirectory } from '../../rootfs/node.js'
import { fileNameOf } from '../../sources/http/address.js'
import { downloadedFile } from '../downloadedFile.js'
import type { StepContext } from '../step.js'
import type { Origin } from './origin.js'

/** Whether ADD fetches a source by HTTP. As for Docker, a scheme in upper case makes it a path. */
export function isHttpAddress(source: string): boolean {
  return /^https?:\/\//.test(source)
}

/**
 * The file at an address (Dockerfile reference, "ADD", "Adding files from a URL"): 0600 of root, named by the address's path.
 * @throws OciPackError `dockerfile` for an ill-formed checksum, and what fetching throws
 */
export async function remoteFile(
  address: string,
  checksum: string | undefined,
  unpack: boolean,
  { request, tools }: StepContext,
): Promise<Origin> {
  const path = fileNameOf(address)
  const downloaded = await tools.download(address, checksum === undefined ? undefined : digestOf(checksum))
  const tree = emptyDirectory({ mtime: request.times.epoch })
  tree.children.set(bytesOfText(path), downloadedFile(downloaded, request.times))
  const from = { name: withoutCredentials(address), tree: () => Promise.resolve(tree) }
  return { from, path, wildcards: false, unpack }
}

/** Docker takes SHA-384 and SHA-512 for well-formed, but then compares them with a SHA-256, so that no file has them. */
function digestOf(checksum: string): Digest {
  if (isDigest(checksum)) return checksum
  throw new OciPackError('dockerfile', `ADD --checksum=${checksum} is not sha256: and 64 hex digits in lower case`, {
    hint: 'sha256sum FILE tells them.',
  })
}
