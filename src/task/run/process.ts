import { defaultPath } from '../../oci/config.js'
import { bytesOfText } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import type { ProcessUser } from '../../exec/executor.js'
import type { Image } from '../../oci/image.js'
import type { ContentReader } from '../../rootfs/contentReader.js'
import type { Directory } from '../../rootfs/node.js'
import { find } from '../../rootfs/tree.js'
import { resolveUser } from '../../rootfs/users.js'

/** The process that an image is made to run. */
export interface TaskProcess {
  readonly argv: readonly string[]
  /** `NAME=value` each. */
  readonly env: readonly string[]
  readonly cwd: string
  readonly user: ProcessUser
}

/** What a Task's host is called: the App Engine's Pods have names of their own, which tell a Task nothing. */
export const hostname = 'task'

/**
 * The process of an image, with nothing overridden: its ENTRYPOINT and CMD, its USER by its own passwd, its WORKDIR and ENV, and the
 * variables that containers have besides (PATH, HOSTNAME, HOME). @throws OciPackError `run` for an image without a program, `dockerfile` for a user whom its passwd does not know
 */
export async function taskProcess(image: Image, tree: Directory, reader: ContentReader): Promise<TaskProcess> {
  const { Entrypoint = [], Cmd = [], Env = [], WorkingDir, User = '' } = image.config.config ?? {}
  const argv = [...Entrypoint, ...Cmd]
  if (argv.length === 0) {
    throw new OciPackError('run', 'the image says no program to run', {
      hint: 'Give the Dockerfile an ENTRYPOINT, such as ENTRYPOINT ["/app/run.sh"].',
    })
  }
  const read = async (path: string): Promise<string> => {
    const { node } = find(tree, bytesOfText(path))
    if (node?.type !== 'file') return ''
    return (await reader.bytes(node.content, node.size, maxTextFile, path)).toString('utf8')
  }
  const { home, ...user } = resolveUser(User, await read('/etc/passwd'), await read('/etc/group'))
  return { argv, env: environment(Env, home), cwd: WorkingDir || '/', user }
}

/** 4 MiB: a passwd with fifty thousand users. */
const maxTextFile = 4 << 20

function environment(given: readonly string[], home: string): string[] {
  const variables = new Map([
    ['PATH', defaultPath],
    ['HOSTNAME', hostname],
  ])
  for (const pair of given) {
    const equals = pair.indexOf('=')
    if (equals > 0) variables.set(pair.slice(0, equals), pair.slice(equals + 1))
  }
  // An empty one is as good as none.
  if (!variables.get('HOME')) variables.set('HOME', home)
  return [...variables].map(([name, value]) => `${name}=${value}`)
}
