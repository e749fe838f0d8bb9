import type { ByteString } from '../../../core/bytes.js'
import { nodeAt } from '../../../rootfs/tree.js'
import { show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { System } from '../system.js'
import type { Expander } from './expand.js'
import { FileOutput, nowhere, type Output, type Streams, TextInput } from './streams.js'
import type { Redirection } from './syntax.js'

/** The streams that redirections make of others, one after the other (POSIX.1-2017, XCU 2.7), and what to close at the end. */
export async function redirect(
  system: System,
  expander: Expander,
  redirections: readonly Redirection[],
  streams: Streams,
): Promise<{ streams: Streams; opened: FileOutput[] }> {
  let current = streams
  const opened: FileOutput[] = []
  for (const redirection of redirections) {
    if ((redirection.fd === 0) !== (redirection.type === 'read' || redirection.type === 'here-document'))
      throw new NotUnderstood('a redirection of a stream in a direction that is not its own')
    if (redirection.type === 'here-document')
      current = { ...current, input: TextInput.of(await expander.text(redirection.document.text)) }
    else if (redirection.type === 'read')
      current = { ...current, input: openInput(system, await expander.single(redirection.target)) }
    else {
      const output =
        redirection.type === 'duplicate'
          ? current[redirection.from === 1 ? 'output' : 'error']
          : await openOutput(system, await expander.single(redirection.target), redirection.type === 'append')
      if (redirection.type !== 'duplicate' && output instanceof FileOutput) opened.push(output)
      current = { ...current, [redirection.fd === 1 ? 'output' : 'error']: output }
    }
  }
  return { streams: current, opened }
}

function openInput({ files, read }: System, word: ByteString): TextInput {
  if (word === '/dev/null') return TextInput.of('')
  const { path, node } = files.existing(word, true)
  if (node.type !== 'file') throw new NotUnderstood(`reading from ${show(word)}, which is no regular file`)
  return new TextInput(() => {
    if (nodeAt(files.root, path) !== node) throw new NotUnderstood('a file that changes while it is read')
    return read(node)
  })
}

async function openOutput(system: System, word: ByteString, append: boolean): Promise<Output> {
  const { files } = system
  if (word === '/dev/null') return nowhere
  const { path, node } = files.lookUp(word, true)
  if ((node && node.type !== 'file') || word.endsWith('/'))
    throw new NotUnderstood(`writing to ${show(word)}, which is no regular file`)
  if (!node) {
    files.create(path, files.newFile(new Uint8Array()))
    return new FileOutput(system, path, new Uint8Array())
  }
  if (node.mode & 0o6000 || node.xattrs.size > 0)
    throw new NotUnderstood('writing to a file with set-id bits or extended attributes')
  // The kernel may refuse even root a file of somebody else's in a folder such as /tmp (fs.protected_regular).
  if (node.uid !== 0 && files.isShared(path))
    throw new NotUnderstood('writing to another user’s file in a shared folder')
  const bytes = append ? await system.read(node) : new Uint8Array()
  // Overlayfs copies what is opened to be written to, whether or not something is written.
  const emptied = { ...node, size: 0, content: { from: 'bytes', bytes } } as const
  files.replace(path, append ? { ...node } : files.touched(emptied))
  return new FileOutput(system, path, bytes)
}
