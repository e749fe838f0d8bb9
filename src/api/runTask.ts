import { OciPackError } from '../core/errors.js'
import type { TakeOutput } from '../exec/executor.js'
import type { Store } from '../store/store.js'
import { openImage, type OpenedImage } from '../task/image/openImage.js'
import type { GivenValue } from '../task/inputs/given.js'
import { builtinEngine } from '../task/run/builtin.js'
import { dockerEngine } from '../task/run/container/docker.js'
import { podmanEngine } from '../task/run/container/podman.js'
import type { EngineName, TaskEngine } from '../task/run/engine.js'
import type { RunReport } from '../task/run/report.js'
import { runTask as runWith } from '../task/run/runTask.js'
import { type TaskImageOptions, withTaskImage } from './task/taskImage.js'

/** What `oci-pack run` takes. */
export interface RunOptions extends TaskImageOptions {
  /** A folder with a file or folder for each input. */
  readonly inputs?: string | undefined
  /** Values of inputs by their names; they count before the folder's. */
  readonly values?: ReadonlyMap<string, GivenValue>
  /** Where the outputs are put; they are only judged where it is not said. */
  readonly outputs?: string | undefined
  /** What runs the Task; `auto`, the default, takes the first that can. */
  readonly engine?: 'auto' | EngineName | undefined
  /** Milliseconds after which the Task is ended. */
  readonly timeout?: number | undefined
  /** Keeps the Task's own folders. */
  readonly keep?: boolean | undefined
  /** Takes what the Task prints; nothing more comes before a promise that it gives is kept. */
  readonly onOutput?: TakeOutput
}

/**
 * Runs a Task on inputs and judges its outputs, as the App Engine would: what `oci-pack run` does.
 * @throws OciPackError where it cannot be run; a Task that fails, or a wrong value, is told in the report
 */
export async function runTask(options: RunOptions): Promise<RunReport> {
  const { values = new Map<string, GivenValue>(), inputs, outputs, timeout, keep = false } = options
  const env = options.env ?? process.env
  return withTaskImage({ ...options, env }, async ({ store, image, descriptor }) => {
    if (!descriptor && values.size > 0) {
      throw new OciPackError('usage', `--input needs a descriptor, and none is beside ${options.task}`, {
        hint: 'Name it: --descriptor FILE. Without one, give a folder: --inputs DIR.',
      })
    }
    const opened = await openImage(store, image)
    const engines = makeEngines(store, opened, env).filter(
      ({ name }) => options.engine === undefined || options.engine === 'auto' || options.engine === name,
    )
    try {
      const run = {
        opened,
        descriptor,
        inputs: { folder: inputs, values },
        outputs,
        engines,
        timeout,
        keep,
        onOutput: options.onOutput ?? (() => undefined),
        signal: options.signal ?? new AbortController().signal,
      }
      return await runWith(run, store)
    } finally {
      for (const engine of engines) await engine.close?.()
      opened.close()
    }
  })
}

function makeEngines(
  store: Store,
  { reader }: OpenedImage,
  env: Readonly<Record<string, string | undefined>>,
): TaskEngine[] {
  return [
    builtinEngine({ store, openContent: reader.stream.bind(reader) }),
    podmanEngine({ store, env }),
    dockerEngine({ store, env }),
  ]
}
