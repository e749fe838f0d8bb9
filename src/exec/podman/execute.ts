import { temporaryName } from '../../core/host/temporaryName.js'
import type { LayerEntries } from '../../rootfs/layerWriter.js'
import type { RunExit, RunRequest } from '../executor.js'
import { Cleanup } from './cleanup.js'
import { failure } from './command.js'
import { containerState } from './containerState.js'
import { environmentFlags } from './environment.js'
import { runArguments } from './flags.js'
import { hostsMount } from './hosts.js'
import { harvest } from './harvest.js'
import { mountFlags } from './mounts.js'
import { privateFolder } from './privateFolder.js'
import { startOf } from './start.js'
import { namePrefix, type Workplace, type Workshop } from './workplace.js'

/**
 * Executes a request in a container, and writes what it changed as a layer. Nothing of it stays in Podman but the image that it started from.
 * @throws OciPackError `executor`, `aborted`, `io`, and what the layer's writer throws
 */
export async function execute(request: RunRequest, workshop: Workshop, layer: LayerEntries): Promise<RunExit> {
  return Cleanup.after(async (cleanup) => {
    const place = await workplace(workshop, cleanup, request.signal)
    const start = await startOf(request, place)
    const mounts = [...request.mounts, ...hostsMount(request, place.host)]
    const environment = await environmentFlags(request.env, place)
    const flags = [...environment, ...(await mountFlags(mounts, request.platform, place))]
    const status = await run(request, place, [...flags, start.image])
    if (status === 0) await harvest({ before: request.tree, start, mounts, place, layer })
    return { status }
  })
}

async function workplace(workshop: Workshop, cleanup: Cleanup, signal: AbortSignal): Promise<Workplace> {
  const name = namePrefix + temporaryName()
  const folder = await workshop.store.temporaryFolder()
  cleanup.add(() => folder.remove())
  return { ...workshop, name, folder: folder.path, privateFolder: await privateFolder(name, cleanup), cleanup, signal }
}

/** Runs the container to its end; gives the status of its program, or that of a shell where there is none. */
async function run(request: RunRequest, place: Workplace, flagsAndImage: readonly string[]): Promise<number> {
  const { podman, host, name, cleanup, signal } = place
  cleanup.add(() => podman(['rm', '--force', '--ignore', '--time=0', name]))
  const args = runArguments(request, host, name, flagsAndImage)
  const answer = await podman(args, {
    signal,
    // Any other signal would be handed on to the program, which may not care; the container is ended by its removal.
    stopBy: 'SIGKILL',
    async output(stdout) {
      for await (const data of stdout) await request.onOutput('stdout', data)
    },
    onStderr: async (data) => {
      await request.onOutput('stderr', data)
    },
  })
  // The one number that is not a program's own, unless it is.
  if (answer.status === 125 && !(await containerState(podman, name))?.began)
    throw failure('podman cannot start the container for a RUN', args, answer)
  return answer.status
}
