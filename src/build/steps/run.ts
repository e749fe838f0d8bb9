import { OciPackError } from '../../core/errors.js'
import { runHistory } from '../../dockerfile/history.js'
import type { Run } from '../../dockerfile/instruction.js'
import { runCommand } from '../../dockerfile/runCommand.js'
import { runArgs } from '../../dockerfile/variables.js'
import { chooseExecutor } from '../../exec/choose.js'
import type { RunRequest } from '../../exec/executor.js'
import { settled } from '../../core/settled.js'
import type { Layer } from '../../oci/image.js'
import type { LayerEntries } from '../../rootfs/layerWriter.js'
import type { AskedRun, Entitlement } from '../request.js'
import { environment } from '../run/environment.js'
import { failure } from '../run/failure.js'
import { mountsInOrder, planMounts } from '../run/mounts.js'
import { findRun, rememberRun, type RunInputs, runKey } from '../runCache.js'
import { type Stage, treeOf, userOf, withLayer } from '../stage.js'
import type { StepContext } from '../step.js'
import { shellOf } from './command.js'

/** RUN: executes a command on the stage's tree and keeps what it changed as a layer (Dockerfile reference, "RUN"). */
export async function run(stage: Stage, instruction: Run, context: StepContext): Promise<Stage> {
  const { argv, script } = runCommand(instruction, shellOf(stage.config))
  const mounts = await planMounts(instruction.mounts, script, stage, context)
  const { platform, layers, config, variables } = stage
  const { extraHosts, shmSize, ulimits } = context.request
  const inputs: RunInputs = {
    argv,
    cwd: config.WorkingDir || '/',
    user: config.User ?? '',
    variables: variables.values,
    layers,
    platform,
    mounts: mounts.map(({ key }) => key),
    network: networkOf(instruction, context),
    security: securityOf(instruction, context),
    hostname: hostnameOf(context),
    extraHosts,
    shmSize,
    ulimits,
  }
  const key = runKey(inputs, context.request.times)
  const { plan, noCache } = context
  const layer = await layerOf({ key, plan, instruction, stage, inputs, mounts, noCache }, context)
  return withLayer(stage, layer, context.history(runHistory(argv, runArgs(variables))))
}

/** The layer that the same RUN made before, here or elsewhere, or a new one. */
async function layerOf(run: AskedRun, context: StepContext): Promise<Layer> {
  const { key, inputs } = run
  const { store, asked, ran, isTrial = false } = context.tools
  const known = context.noCache ? undefined : await knownLayer(key, context)
  await asked?.(run, known !== undefined)
  if (known) {
    ran?.(key, known, false)
    return known
  }
  context.tell({ cached: true })
  return context.once(key, async () => {
    // What is executed is remembered: nothing may follow from what was only believed of the layers below.
    await context.layers.confirm(inputs.layers)
    const request = await requestOf(run, context)
    if (isTrial) return execute(request, context)
    const { keepFiles, keepRun } = await import('../why/keep.js')
    // Files are read while the program runs, which leaves this process idle.
    const executing = execute(request, context)
    await settled([executing.then(() => undefined), keepFiles(run, context)])
    const layer = await executing
    await rememberRun(store, key, layer, inputs.argv)
    await keepRun(run, context)
    ran?.(key, layer, true)
    return layer
  })
}

async function knownLayer(key: string, { tools, tell }: StepContext): Promise<Layer | undefined> {
  const own = await findRun(tools.store, key)
  const shared = own ? undefined : await tools.shared?.find(key)
  if (own) tell({ cached: true })
  if (shared) tell({ cached: true, detail: shared.from })
  return own ?? shared?.layer
}

async function execute(request: RunRequest, { tools, request: { times }, layers, tell }: StepContext): Promise<Layer> {
  const { executor, offer } = await chooseExecutor(await tools.executors(), request)
  tell({ cached: false, detail: executor.name })
  const fill = async (writer: LayerEntries): Promise<void> => {
    const exit = await offer.execute(writer)
    if (!('status' in exit) || exit.status !== 0) throw failure(request.argv, exit)
  }
  return tools.isTrial ? layers.write(fill, times.ofRun) : layers.keep(fill, times.ofRun)
}

async function requestOf(
  { stage, inputs, mounts: planned }: AskedRun,
  { request, tools, output }: StepContext,
): Promise<RunRequest> {
  const { argv, cwd, layers, platform, network, security, hostname, extraHosts, shmSize, ulimits, variables } = inputs
  const { home, ...user } = await userOf(stage, tools.reader)
  const ready = await Promise.all(planned.map((mount) => mount.ready()))
  return {
    argv,
    env: environment({ variables, buildArgs: request.buildArgs, home, planned, ready }),
    cwd,
    user,
    layers,
    tree: await treeOf(stage),
    platform,
    mounts: mountsInOrder(ready),
    network,
    hostname,
    extraHosts,
    security,
    shmSize,
    ulimits,
    onOutput: output,
    signal: tools.signal,
  }
}

function networkOf({ network }: Run, { request }: StepContext): RunRequest['network'] {
  if (network === 'host' && request.network !== 'host') demand('network.host', request.allowed)
  return network === 'none' || network === 'host' ? network : request.network
}

/** BUILDKIT_SANDBOX_HOSTNAME, an argument of the build, or what BuildKit calls its machine. @throws OciPackError `usage` */
function hostnameOf({ request }: StepContext): string {
  const hostname = request.buildArgs.get('BUILDKIT_SANDBOX_HOSTNAME') || 'buildkitsandbox'
  if (/^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$/.test(hostname)) return hostname
  throw new OciPackError('usage', `BUILDKIT_SANDBOX_HOSTNAME ${JSON.stringify(hostname)} is no name of a machine`, {
    hint: 'It has at most 64 letters, digits, dots and hyphens.',
  })
}

function securityOf({ security = 'sandbox' }: Run, { request }: StepContext): RunRequest['security'] {
  if (security !== 'insecure') return 'sandbox'
  demand('security.insecure', request.allowed)
  return security
}

function demand(right: Entitlement, allowed: ReadonlySet<Entitlement>): void {
  if (allowed.has(right)) return
  throw new OciPackError('dockerfile', `${right} is not allowed`, { hint: `Allow it: --allow ${right}.` })
}
