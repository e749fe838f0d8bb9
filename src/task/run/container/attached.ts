import { OciPackError } from '../../../core/errors.js'
import type { Podman } from '../../../exec/podman/command.js'
import { containerState } from '../../../exec/podman/containerState.js'
import type { TaskEnd, TaskRequest } from '../engine.js'

interface Attached {
  readonly program: Podman
  /** The program's name. */
  readonly called: string
  readonly container: string
  /** What starts the container, and shows what it prints until it ends. */
  readonly args: readonly string[]
}

/** Runs a container to its end, hands on what it prints, and asks how it ended. @throws OciPackError `executor`, `aborted` */
export async function runAttached(
  {
    onStart,
    onOutput,
    terminate,
    kill,
    signal,
  }: Pick<TaskRequest, 'onStart' | 'onOutput' | 'terminate' | 'kill' | 'signal'>,
  { program, called, container, args }: Attached,
): Promise<Pick<TaskEnd, 'exit' | 'outOfMemory'>> {
  const orders: Promise<unknown>[] = []
  const undo = (
    [
      [terminate, 'TERM'],
      [kill, 'KILL'],
    ] as const
  ).map(([when, name]) => {
    // A container that has ended meanwhile needs none.
    const give = (): void => void orders.push(program(['kill', '--signal', name, container]))
    when.addEventListener('abort', give)
    return () => when.removeEventListener('abort', give)
  })
  try {
    onStart()
    const answer = await program(args, {
      signal,
      // Any other signal would be handed on to the Task, which may not care; the container is ended by its removal.
      stopBy: 'SIGKILL',
      async output(stdout) {
        for await (const data of stdout) await onOutput('stdout', data)
      },
      onStderr: async (data) => {
        await onOutput('stderr', data)
      },
    })
    const state = await containerState(program, container)
    const exitCode = state?.exitCode ?? answer.status
    const status = state?.began ? exitCode : notExecuted([exitCode, answer.status], answer.stderr)
    if (status === undefined)
      throw new OciPackError(
        'executor',
        `${called} cannot start the Task: ${answer.stderr || `status ${answer.status}`}`,
      )
    return { exit: { status }, outOfMemory: state?.outOfMemory ?? false }
  } finally {
    for (const one of undo) one()
    await Promise.allSettled(orders)
  }
}

/**
 * The status of a Task whose program is missing or may not be executed, which is its own fault. Engines end with the same status where
 * the container itself cannot be made, and tell them apart in words alone.
 */
function notExecuted(statuses: readonly number[], stderr: string): number | undefined {
  return /\bexec(?:utable)?\b/.test(stderr) ? statuses.find((code) => code === 126 || code === 127) : undefined
}
