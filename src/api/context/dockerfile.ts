import { text } from 'node:stream/consumers'
import { bytesOfText } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import { nearestName } from '../../build/copy/nearestName.js'
import { type ParsedUpToFault, parseUpToFault } from '../../dockerfile/parse.js'
import type { ContentReader } from '../../rootfs/contentReader.js'
import type { Content, Directory } from '../../rootfs/node.js'
import { find } from '../../rootfs/tree.js'

/** A hundred times what anybody writes; in bytes. */
const maxDockerfile = 16 << 20

/** The Dockerfile on standard input. */
export async function dockerfileOfInput(): Promise<ParsedUpToFault> {
  return parseUpToFault(await text(process.stdin), 'Dockerfile (standard input)')
}

/** The Dockerfile that `size` bytes of content are; `name` is what it is called in errors. @throws OciPackError `unsupported` for one that is too large, `io` */
export async function dockerfileOfContent(
  content: Content,
  size: number,
  name: string,
  reader: ContentReader,
): Promise<ParsedUpToFault> {
  return parseUpToFault((await reader.bytes(content, size, maxDockerfile, name)).toString('utf8'), name)
}

/** What a Dockerfile is called unless said: the second name serves where there is no file of the first. */
export const defaultNames = ['Dockerfile', 'dockerfile'] as const

/**
 * The Dockerfile in a context that is no folder of this machine: `file`, as a path in it, or the one that is called so.
 * @throws OciPackError `not-found`, and as `dockerfileOfContent` does
 */
export async function dockerfileInTree(
  tree: Directory,
  file: string | undefined,
  reader: ContentReader,
): Promise<ParsedUpToFault> {
  for (const name of file === undefined ? defaultNames : [file]) {
    const { node } = find(tree, bytesOfText(name))
    if (node?.type === 'file') return dockerfileOfContent(node.content, node.size, name, reader)
  }
  const path = file ?? defaultNames[0]
  const near = nearestName(tree, path)
  throw new OciPackError('not-found', `the Dockerfile ${path} is not in the context`, {
    hint: near === undefined ? 'Name it with -f; its path starts at the top of the context.' : `Did you mean ${near}?`,
  })
}
