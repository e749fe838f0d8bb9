import { OciPackError } from '../../../core/errors.js'
import { sniffLength } from '../../../oci/compress/sniff.js'
import { looksLikeBundle } from '../../../task/bundle/looksLikeBundle.js'
import type { ExploreData } from '../../data.js'
import { Blobs } from './blobs.js'
import type { Told } from './messages.js'
import type { Progress } from './progress.js'
import { bytesOf, readArchive } from './readArchive.js'
import { readBundle } from './readBundle.js'
import { readImages } from './readImages.js'
import { Unreadable } from './unreadable.js'

/** Reads the file that the page hands over, and tells the page what is in it. */
self.onmessage = ({ data: file }: MessageEvent<File>): void => {
  let last = 0
  const progress: Progress = (step, done, total) => {
    const now = performance.now()
    if (now - last < 50 && done < total) return
    last = now
    tell({ kind: 'progress', step, done, total })
  }
  read(file, progress).then(
    (images) => tell({ kind: 'images', images }),
    (error: unknown) => tell(failure(error)),
  )
}

async function read(file: File, progress: Progress): Promise<ExploreData[]> {
  const { name } = file
  const blobs = new Blobs()
  const whole = blobs.add(name, file)
  const start = await bytesOf(file.slice(0, sniffLength))
  if (looksLikeBundle(name, start)) return readBundle(whole, blobs, progress)
  return readImages(await readArchive({ ...whole, name }, blobs, progress), blobs, name, undefined)
}

function failure(error: unknown): Told {
  const message = error instanceof Error ? error.message : String(error)
  return {
    kind: 'error',
    message,
    hint: error instanceof OciPackError ? error.hint : undefined,
    check: error instanceof Unreadable ? error.check : undefined,
  }
}

function tell(told: Told): void {
  self.postMessage(told)
}
