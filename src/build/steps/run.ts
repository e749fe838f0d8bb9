import { OciPackError } from '../../core/errors.js'
import { runHistory } from '../../dockerfile/history.js'
import type { Run } from '../../dockerfile/instruction.js'
import { parseMount } from '../../dockerfile/mount.js'
import { runCommand, type Script, scriptFolder } from '../../dockerfile/runCommand.js'
import { runArgs, runEnvironment } from '../../dockerfile/variables.js'
import { chooseExecutor } from '../../exec/choose.js'
import type { Mount, RunExit, RunRequest } from '../../exec/executor.js'
import type { Layer } from '../../oci/image.js'
import { findRun, rememberRun, runKey } from '../runCache.js'
import { defaultPath, type Stage, treeOf, userOf, withLayer } from '../stage.js'
import type { StepContext } from '../step.js'
import { shellOf } from './command.js'

/** RUN: executes a command on the stage's tree and keeps what it changed as a layer (Dockerfile reference, "RUN"). */
export async function run(stage: Stage, instruction: Run, context: StepContext): Promise<Stage> {
  refuseUnsupported(instruction, (word) => context.expand(stage, word))
  const { argv, script } = runCommand(instruction, shellOf(stage.config))
  const mounts = script ? [scriptMount(script)] : []
  const request = await requestOf(stage, { argv, mounts }, instruction, context)
  const layer = await layerOf(request, runKey(request, context.request.times, script?.content), context)
  return withLayer(stage, layer, context.history(runHistory(argv, runArgs(stage.variables))))
}

/** The layer that the same RUN made before, or a new one. */
async function layerOf(request: RunRequest, key: string, context: StepContext): Promise<Layer> {
  const { noCache, times } = context.request
  const { store, executors } = context.tools
  const known = noCache ? undefined : await findRun(store, key)
  if (known) {
    context.tell({ cached: true })
    return known
  }
  const { executor, offer } = await chooseExecutor(executors, request)
  context.tell({ cached: false, detail: executor.name })
  const layer = await context.layers.keep(async (writer) => {
    const exit = await offer.execute(writer)
    if (!('status' in exit) || exit.status !== 0) throw failure(request.argv, exit)
  }, times.ofRun)
  await rememberRun(store, key, layer)
  return layer
}

/** A here-document that is a script is executed as a file, which enters no layer. */
function scriptMount({ name, content }: Script): Mount {
  return { type: 'file', target: `${scriptFolder}/${name}`, bytes: Buffer.from(content), mode: 0o755, uid: 0, gid: 0 }
}

async function requestOf(
  stage: Stage,
  { argv, mounts }: Pick<RunRequest, 'argv' | 'mounts'>,
  instruction: Run,
  context: StepContext,
): Promise<RunRequest> {
  const { request, tools } = context
  const user = await userOf(stage, tools.reader)
  return {
    argv,
    env: environment(stage, request.buildArgs, user.home),
    cwd: stage.config.WorkingDir || '/',
    user,
    layers: stage.layers,
    tree: await treeOf(stage),
    platform: stage.platform,
    mounts,
    network: instruction.network === 'none' ? 'none' : instruction.network === 'host' ? 'host' : request.network,
    extraHosts: request.extraHosts,
    security: 'sandbox',
    shmSize: 64 << 20,
    ulimits: [],
    onOutput: context.output,
    signal: tools.signal,
  }
}

/** HOME and PATH are there even where nothing sets them. */
function environment(stage: Stage, buildArgs: ReadonlyMap<string, string>, home: string): string[] {
  const variables = new Map([['PATH', defaultPath], ['HOME', home], ...runEnvironment(stage.variables, buildArgs)])
  return [...variables].map(([name, value]) => `${name}=${value}`)
}

function refuseUnsupported({ mounts, security }: Run, expand: (word: string) => string): void {
  // An ill-formed one is told as such.
  const [first] = mounts.map((mount) => parseMount(mount, expand))
  if (first) {
    throw new OciPackError(
      'unsupported',
      `RUN --mount=${mounts[0] ?? ''}: this version makes no mount of type ${first.type}`,
      {
        hint: 'COPY what the command needs, or fetch it in the command itself.',
      },
    )
  }
  if (security !== undefined && security !== 'sandbox')
    throw new OciPackError('unsupported', `RUN --security=${security} is not supported: no RUN gets privileges here`)
}

function failure(argv: readonly string[], exit: RunExit): OciPackError {
  const how = 'status' in exit ? `ended with exit status ${exit.status}` : `was ended by ${exit.signal}`
  return new OciPackError('run', `the command ${JSON.stringify(argv.join(' '))} ${how}`, {
    hint: 'Its output stands above.',
  })
}
