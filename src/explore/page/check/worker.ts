import { OciPackError } from '../../../core/errors.js'
import { sniff, sniffLength } from '../../../oci/compress/sniff.js'
import { inflated } from '../../../oci/portable/inflate.js'
import type { ExploreData } from '../../data.js'
import { blobBytes } from './blobBytes.js'
import type { Told } from './messages.js'
import { readBundle } from './readBundle.js'
import { readImage } from './readImage.js'

/** Reads the file that the page hands over, and tells the page what is in it. */
self.onmessage = ({ data: file }: MessageEvent<File>): void => {
  let last = 0
  const progress = (done: number, total: number): void => {
    const now = performance.now()
    if (now - last < 50 && done < total) return
    last = now
    tell({ kind: 'progress', done, total })
  }
  read(file, progress).then(
    (data) => tell({ kind: 'data', data }),
    (error: unknown) => tell(failure(error)),
  )
}

async function read(file: File, progress: (done: number, total: number) => void): Promise<ExploreData> {
  const start = new Uint8Array(await file.slice(0, sniffLength).arrayBuffer())
  if (start[0] === 0x50 && start[1] === 0x4b) return readBundle(file, progress)
  const bytes = blobBytes(file, (done) => progress(done, file.size))
  const compression = sniff(start)
  return readImage({ place: file.name, bytes: inflated(bytes, compression), compression, checks: [] })
}

function failure(error: unknown): Told {
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'error', message, hint: error instanceof OciPackError ? error.hint : undefined }
}

function tell(told: Told): void {
  self.postMessage(told)
}
