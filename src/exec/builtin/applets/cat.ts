import type { ByteString } from '../../../core/bytes.js'
import { show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Applet, Invocation } from './applet.js'
import { parseArguments, utilities } from './options.js'

/** cat [FILE...] */
export const cat: Applet = async (call) => {
  utilities(call)
  const { operands } = parseArguments(call, { letters: '' })
  for (const name of operands.length === 0 ? ['-'] : operands)
    call.print(Buffer.from(name === '-' ? await call.input.readAll() : await contentOf(call, name)).toString('latin1'))
  return 0
}

async function contentOf(call: Invocation, name: ByteString): Promise<Uint8Array> {
  const { node } = call.files.existing(name, true)
  if (node.type !== 'file') throw new NotUnderstood(`${show(name)}, which is no regular file`)
  return call.read(node)
}
