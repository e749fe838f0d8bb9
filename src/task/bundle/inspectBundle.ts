import type { Finding } from '../../core/finding.js'
import { checkImageTar } from './archive/checkImageTar.js'
import { type JudgedBundle, judgeBundle } from './judgeBundle.js'
import { openContents } from './openContents.js'

/** A bundle on this machine that was judged. Its image can be opened like a file until it is closed. */
export interface InspectedBundle extends JudgedBundle {
  /** Removes what had to be unpacked. */
  readonly close: () => Promise<void>
}

const never = new AbortController().signal

/** Judges a bundle as the App Engines do. Whoever calls it closes it. @throws OciPackError `io`, `aborted` */
export async function inspectBundle(path: string, signal: AbortSignal = never): Promise<InspectedBundle> {
  const contents = await openContents(path, signal)
  const { close } = contents
  try {
    return { ...(await judgeBundle(contents, (place, image) => checkImageTar(place, { image, signal }))), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What is wrong with a bundle and with the archive in it. @throws OciPackError `io`, `aborted` */
export async function checkBundle(path: string, signal: AbortSignal = never): Promise<readonly Finding[]> {
  const bundle = await inspectBundle(path, signal)
  await bundle.close()
  return bundle.findings
}
