import type { ExploreData } from '../../data.js'
import { byId } from '../dom.js'
import type { Told } from './messages.js'

/** A file that is being read. */
export interface ReadingFile {
  readonly result: Promise<ExploreData>
  /** Gives the reading up: `result` never settles. */
  stop(): void
}

/** Reads a file in a worker of its own, so that the page stays free. `result` fails with a `Failure`. */
export function readFile(file: File, progress: (done: number, total: number) => void): ReadingFile {
  const source = new Blob([byId('worker').textContent], { type: 'text/javascript' })
  const address = URL.createObjectURL(source)
  const worker = new Worker(address)
  const stop = (): void => {
    worker.terminate()
    URL.revokeObjectURL(address)
  }
  const result = new Promise<ExploreData>((resolve, reject) => {
    worker.onmessage = ({ data: told }: MessageEvent<Told>) => {
      if (told.kind === 'progress') progress(told.done, told.total)
      else {
        stop()
        if (told.kind === 'data') resolve(told.data)
        else reject(new Failure(told.message, told.hint))
      }
    }
    worker.onerror = ({ message }) => {
      stop()
      reject(
        new Failure(
          `reading ${file.name} failed: ${message}`,
          'The file may be too large for this browser: try oci-pack explore.',
        ),
      )
    }
  })
  worker.postMessage(file)
  return { result, stop }
}

/** Why a file could not be read, and what to do. */
export class Failure extends Error {
  readonly hint: string | undefined

  constructor(message: string, hint: string | undefined) {
    super(message)
    this.hint = hint
  }
}
