import type { Check, ExploreData } from '../../data.js'
import { byId } from '../dom.js'
import type { Told } from './messages.js'
import type { Progress } from './progress.js'

/** A file that is being read. */
export interface ReadingFile {
  readonly result: Promise<readonly ExploreData[]>
  /** Gives the reading up: `result` never settles. */
  stop(): void
}

/** Reads a file in a worker of its own, so that the page stays free. `result` fails with a `Failure`. */
export function readFile(file: File, progress: Progress): ReadingFile {
  const source = new Blob([byId('worker').textContent], { type: 'text/javascript' })
  const address = URL.createObjectURL(source)
  const worker = new Worker(address)
  const stop = (): void => {
    worker.terminate()
    URL.revokeObjectURL(address)
  }
  const result = new Promise<readonly ExploreData[]>((resolve, reject) => {
    worker.onmessage = ({ data: told }: MessageEvent<Told>) => {
      if (told.kind === 'progress') progress(told.step, told.done, told.total)
      else {
        stop()
        if (told.kind === 'images') resolve(told.images)
        else reject(new Failure(told.message, told))
      }
    }
    worker.onerror = ({ message }) => {
      stop()
      reject(
        new Failure(`reading ${file.name} failed: ${message}`, {
          hint: 'The file may be too large for this browser: try oci-pack explore.',
        }),
      )
    }
  })
  worker.postMessage(file)
  return { result, stop }
}

/** Why a file could not be read, what to do, and what was found wrong with it. */
export class Failure extends Error {
  readonly hint: string | undefined
  readonly check: Check | undefined

  constructor(message: string, { hint, check }: { hint?: string | undefined; check?: Check | undefined }) {
    super(message)
    this.hint = hint
    this.check = check
  }
}
