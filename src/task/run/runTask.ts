import { sha256 } from '../../core/hash.js'
import type { TakeOutput } from '../../exec/executor.js'
import type { Store } from '../../store/store.js'
import type { Resources, TaskDescriptor } from '../descriptor/descriptor.js'
import type { OpenedImage } from '../image/openImage.js'
import type { GivenInputs } from '../inputs/given.js'
import { provideInputs } from '../inputs/provideInputs.js'
import { taskNames } from '../name.js'
import { readOutputs } from '../outputs/readOutputs.js'
import { itemCounts, type ValueReport } from '../values/report.js'
import { chooseEngine } from './choose.js'
import { Deadline } from './deadline.js'
import { deliver } from './deliver.js'
import type { TaskEnd, TaskEngine } from './engine.js'
import { copyInputs, makePrivateFolders, openToAll, type PrivateFolders } from './folders.js'
import { taskProcess } from './process.js'
import { describeSize } from './size.js'
import { type RunReport, taskExit } from './report.js'

/** A Task to be run. */
export interface TaskRun {
  readonly opened: Pick<OpenedImage, 'image' | 'tree' | 'reader'>
  /** Undefined for an image alone: its folders are the usual ones, and nothing is checked. */
  readonly descriptor: TaskDescriptor | undefined
  readonly inputs: GivenInputs
  /** The user's folder; without one, the outputs are judged and forgotten. */
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
  const { opened, descriptor, signal } = run
  const task = descriptor && taskNames(descriptor).image
  const before = { task, image: sha256(opened.image.configBytes), timedOut: false }
  const inputs = await provide(folders.inputs, run)
  if (inputs.some(({ ok }) => !ok))
    return { ...before, engine: undefined, exit: undefined, inputs, outputs: [], notes: [], duration: 0 }
  const { engine, end, duration, timedOut } = await execute(folders, run)
  signal.throwIfAborted()
  const outputs = descriptor ? await readOutputs(descriptor, folders.outputs, itemCounts(inputs)) : []
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

async function provide(folder: string, { descriptor, inputs, signal }: TaskRun): Promise<readonly ValueReport[]> {
  if (descriptor) return provideInputs(descriptor, inputs, folder, signal)
  if (inputs.folder !== undefined) await copyInputs(inputs.folder, folder)
  return []
}

interface Executed {
  readonly engine: TaskEngine
  readonly end: TaskEnd
  readonly duration: number
  readonly timedOut: boolean
}

async function execute(folders: PrivateFolders, run: TaskRun): Promise<Executed> {
  const { opened, descriptor, engines, timeout, onOutput, signal } = run
  const { image, tree, reader } = opened
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
