import type { ByteString } from '../../../core/bytes.js'
import { show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import { scriptAt } from '../programs.js'
import type { Interpreter } from './interpreter.js'
import { parseScript } from './parse.js'
import type { Streams } from './streams.js'

/** `. FILE`: executes the commands of a file in the shell itself. One without a slash would be looked up in PATH. */
export async function source(
  shell: Interpreter,
  args: readonly ByteString[],
  streams: Streams,
  tested: boolean,
): Promise<number> {
  const [word = ''] = args
  if (args.length !== 1 || !word.includes('/')) throw new NotUnderstood(`. ${args.map(show).join(' ')}`)
  const { system } = shell.state
  const script = parseScript(Buffer.from(await system.read(scriptAt(system, word))).toString('latin1'))
  return shell.apart(() => shell.list(script, streams, tested))
}
