import type { ImageFinding } from '../../oci/verify/finding.js'
import { allFindings, judge } from '../../oci/verify/judge.js'
import { newReading } from '../../sources/verify/readBlob.js'
import { imageFacts } from './imageFacts.js'

/** What keeps an image that is open from being sound: errors alone. Every byte is read once. @throws OciPackError `registry`, `io`, `aborted` */
export async function errorsOfImage(
  found: Parameters<typeof imageFacts>[0],
  signal?: AbortSignal,
): Promise<ImageFinding[]> {
  const findings = allFindings(judge(await imageFacts(found, newReading(signal))))
  return findings.filter(({ severity }) => severity === 'error')
}
