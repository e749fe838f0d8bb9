import { OciPackError } from '../../core/errors.js'
import { type Answer, type CommandOptions, runProgram } from '../../core/host/runProgram.js'

/**
 * Executes `podman` with some arguments, to its end.
 * @throws OciPackError `executor` where it cannot be started, `aborted`; what `input` and `output` throw
 */
export type Podman = (args: readonly string[], options?: CommandOptions) => Promise<Answer>

type Env = Readonly<Record<string, string | undefined>>

/** The user's podman, as they have set it up: it sees the environment that the build was given, of which nothing gets into a container. */
export function podmanCommand(env: Env): Podman {
  return (args, options) => runProgram('podman', ['--log-level=error', ...args], env, options)
}

/** What podman wrote. @throws OciPackError `executor` with what it said where it failed, and as `podman` */
export async function outputOf(
  podman: Podman,
  doing: string,
  args: readonly string[],
  options?: CommandOptions,
): Promise<string> {
  const { status, stdout, stderr } = await podman(args, options)
  if (status === 0) return stdout.trim()
  throw failure(doing, args, { status, stderr })
}

/** The error for a podman that failed. */
export function failure(
  doing: string,
  [command = '']: readonly string[],
  { status, stderr }: Pick<Answer, 'status' | 'stderr'>,
): OciPackError {
  const said = stderr.replace(/^Error: /gm, '')
  return new OciPackError('executor', `${doing}: ${said || `podman ${command} ended with status ${status}`}`)
}
