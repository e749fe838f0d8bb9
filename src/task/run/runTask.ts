import { sha256 } from '../../core/hash.js'
import type { TakeOutput } from '../../exec/executor.js'
import type { Image } from '../../oci/image.js'
import type { ContentReader } from '../../rootfs/contentReader.js'
import type { Directory } from '../../rootfs/node.js'
import type { Store } from '../../store/store.js'
import type { Resources, TaskDescriptor } from '../descriptor/descriptor.js'
import { taskNames } from '../name.js'
import { chooseEngine } from './choose.js'
import { Deadline } from './deadline.js'
import { deliver } from './deliver.js'
import type { TaskEnd, TaskEngine } from './engine.js'
import { copyInputs, makePrivateFolders, openToAll, type PrivateFolders } from './folders.js'
import { taskProcess } from './process.js'
import { describeSize } from './size.js'
import { type RunReport, taskExit, type ValueReport } from './report.js'

/** How a Task's values come into its folder and are read out of the other. */
export interface TaskValues {
  /** Makes the inputs in a folder, which is empty. */
  provide(descriptor: TaskDescriptor, folder: string, signal: AbortSignal): Promise<readonly ValueReport[]>
  /** Judges what is in a folder of outputs; `inputs` is the folder that was made. */
  read(descriptor: TaskDescriptor, folder: string, inputs: string): Promise<readonly ValueReport[]>
}

/** A Task to be run. */
export interface TaskRun {
  readonly image: Image
  readonly tree: Directory
  readonly reader: ContentReader
  /** Undefined for an image alone: its folders are the usual ones, and nothing is checked. */
  readonly descriptor: TaskDescriptor | undefined
  readonly values: TaskValues
  /** The user's folders. */
  readonly inputs: string | undefined
  readonly outputs: string | undefined
  /** In the order in which they are tried. */
  readonly engines: readonly TaskEngine[]
  /** Milliseconds. */
  readonly timeout: number | undefined
  /** Whether the private folders stay. */
  readonly keep: boolean
  readonly onOutput: TakeOutput
  readonly signal: AbortSignal
}

/** What the App Engine gives a Task whose descriptor says nothing. */
const usualResources: Resources = { ram: 4 * 1024 ** 3, cpus: 1, gpus: 0, internet: false }
const usualFolders = { inputFolder: '/inputs', outputFolder: '/outputs' }

/**
 * Runs a Task as the App Engine's Pod does, on folders of its own: its inputs are made, the image is run with nothing overridden, its
 * outputs are judged, and delivered whatever they are. With a wrong input it is not run.
 * @throws OciPackError `executor`, `run`, `source`, `aborted`, `io`
 */
export async function runTask(run: TaskRun, store: Store): Promise<RunReport> {
  const folders = await makePrivateFolders(store)
  try {
    const report = await runIn(folders, run)
    return run.keep ? { ...report, kept: await folders.keep() } : report
  } finally {
    await folders.remove()
  }
}

async function runIn(folders: PrivateFolders, run: TaskRun): Promise<RunReport> {
  const { image, descriptor, values, signal } = run
  const task = descriptor && taskNames(descriptor).image
  const before = { task, image: sha256(image.configBytes), timedOut: false }
  const inputs = await provide(folders.inputs, run)
  if (inputs.some(({ ok }) => !ok))
    return { ...before, engine: undefined, exit: undefined, inputs, outputs: [], notes: [], duration: 0 }
  const { engine, end, duration, timedOut } = await execute(folders, run)
  signal.throwIfAborted()
  const outputs = descriptor ? await values.read(descriptor, folders.outputs, folders.inputs) : []
  return {
    ...before,
    engine: engine.name,
    exit: taskExit(end.exit),
    timedOut,
    inputs,
    outputs,
    notes: [...memoryNotes(end, run), ...end.notes, ...(await delivered(folders, run))],
    duration,
  }
}

async function provide(
  folder: string,
  { descriptor, values, inputs, signal }: TaskRun,
): Promise<readonly ValueReport[]> {
  if (descriptor) return values.provide(descriptor, folder, signal)
  if (inputs !== undefined) await copyInputs(inputs, folder)
  return []
}

interface Executed {
  readonly engine: TaskEngine
  readonly end: TaskEnd
  readonly duration: number
  readonly timedOut: boolean
}

async function execute(folders: PrivateFolders, run: TaskRun): Promise<Executed> {
  const { image, tree, reader, descriptor, engines, timeout, onOutput, signal } = run
  const { inputFolder, outputFolder } = descriptor ?? usualFolders
  for (const folder of [folders.inputs, folders.outputs]) await openToAll(folder)
  const deadline = new Deadline(timeout)
  let started = performance.now()
  try {
    const { engine, offer } = await chooseEngine(engines, {
      image,
      tree,
      process: await taskProcess(image, tree, reader),
      inputs: { source: folders.inputs, target: inputFolder },
      outputs: { source: folders.outputs, target: outputFolder },
      resources: descriptor?.resources ?? usualResources,
      onStart: () => {
        started = performance.now()
        deadline.start()
      },
      onOutput,
      terminate: deadline.terminate,
      kill: deadline.kill,
      signal,
    })
    const end = await offer.run()
    return { engine, end, duration: Math.round(performance.now() - started), timedOut: deadline.passed }
  } finally {
    deadline.end()
  }
}

function memoryNotes({ outOfMemory }: TaskEnd, { descriptor }: TaskRun): string[] {
  const { ram } = descriptor?.resources ?? usualResources
  return outOfMemory ? [`The kernel ended a process of the Task, which may use ${describeSize(ram)} of memory`] : []
}

/** Delivers what the Task wrote, also where it failed; gives what is to be said of it. */
async function delivered(folders: PrivateFolders, { outputs, keep }: TaskRun): Promise<string[]> {
  return outputs === undefined ? [] : deliver({ from: folders.outputs, to: outputs, keep })
}
