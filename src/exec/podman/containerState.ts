import * as v from 'valibot'
import { check, parseJson } from '../../oci/manifest.js'
import type { Podman } from './command.js'

/** How a container is, or was when it ended. */
export interface ContainerState {
  /** Whether its program was ever started. */
  readonly began: boolean
  readonly exitCode: number
  /** Whether the kernel ended one of its processes for lack of memory. */
  readonly outOfMemory: boolean
}

const state = v.object({ ExitCode: v.number(), OOMKilled: v.boolean(), StartedAt: v.string() })

/** Asks Podman, or Docker, how a container is; undefined where there is none of that name. @throws OciPackError `format`, `aborted` */
export async function containerState(program: Podman, name: string): Promise<ContainerState | undefined> {
  const { status, stdout } = await program(['container', 'inspect', '--format', '{{json .State}}', name])
  if (status !== 0) return undefined
  const what = 'the state of a container'
  const { ExitCode, OOMKilled, StartedAt } = check(state, parseJson(Buffer.from(stdout), what), what)
  // The first year of all, for what never began.
  return { began: !StartedAt.startsWith('0001-'), exitCode: ExitCode, outOfMemory: OOMKilled }
}
