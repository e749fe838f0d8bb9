import { both, type Detect, type Evidence } from './cause.js'
import { lineAt } from './lines.js'
import { isRecent, over, timeAt } from './times.js'

/** What is found on the lines of both sides, over the character that differs. */
function onBoth(evidence: Evidence, find: (line: string, column: number) => string | undefined): boolean {
  return both(evidence, (sample) => {
    const { text, column } = lineAt(sample, evidence.place)
    return find(text, column) !== undefined
  })
}

/** The time at which something was made. */
export const timeInText: Detect = (evidence) =>
  onBoth(evidence, (line, column) => timeAt(line, column, evidence.now))
    ? {
        id: 'time',
        why: 'it holds the time at which it was made',
        mend: 'Leave the time out, or take it from SOURCE_DATE_EPOCH: ARG SOURCE_DATE_EPOCH, then date -u -d "@${SOURCE_DATE_EPOCH:-0}"',
      }
    : undefined

const uuids = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi
const temporary = /(?<=(?:^|[^\w])(?:\/var)?\/tmp\/)[^\s'":/]+/g
/** Long enough that it is no word and no number. */
const tokens = /(?<!\w)(?=[A-Za-z]*\d)[\w+/=-]{16,}(?!\w)/g

export const identifier: Detect = (evidence) => {
  if (onBoth(evidence, (line, column) => over(line, column, uuids)))
    return {
      id: 'uuid',
      why: 'it holds a UUID that is drawn anew each time',
      mend: 'Give the id a fixed value, or make it when the container starts',
    }
  if (onBoth(evidence, (line, column) => over(line, column, temporary)))
    return {
      id: 'temporary-name',
      why: 'it holds the name of a temporary file',
      mend: 'Work in a folder of a fixed name in place of mktemp',
    }
  if (onBoth(evidence, (line, column) => over(line, column, tokens)))
    return {
      id: 'random',
      why: 'it holds a number that is drawn, or a hash of what differs',
      mend: 'Give it a fixed value or seed, or make it when the container starts',
    }
  return undefined
}

const machineIds = /^[\da-f]{32}\n?$/

export const machineId: Detect = (evidence) =>
  both(evidence, ({ head }) => machineIds.test(head.toString('latin1', 0, 40)))
    ? {
        id: 'machine-id',
        why: 'it is the id of one machine',
        mend: `&& : > ${evidence.path}, so that each container gets its own`,
      }
    : undefined

const keys = /-----BEGIN [A-Z0-9 ]*(?:PRIVATE|PUBLIC) KEY-----|^(?:ssh|ecdsa|sk)-[\w@.-]+ AAAA/
const certificates = /-----BEGIN CERTIFICATE-----/

export const key: Detect = (evidence) => {
  const holds = (pattern: RegExp): boolean =>
    both(evidence, ({ head }) => pattern.test(head.toString('latin1', 0, 4096)))
  if (!holds(keys) && !holds(certificates)) return undefined
  return {
    id: 'key',
    why: 'a key or certificate is made anew each time, and all who have the image have it',
    mend: `&& rm -f ${evidence.path.replace(/ssh_host_\w+?_key(?:\.pub)?$/, 'ssh_host_*')}, and make it when the container starts`,
  }
}

/** The same lines in another order, of files that can be looked at as a whole. */
export const lineOrder: Detect = (evidence) => {
  const { first, second } = evidence
  if (first.size !== second.size || first.head.length < first.size || second.head.length < second.size) return undefined
  const sorted = (bytes: Buffer): string => bytes.toString('latin1').split('\n').sort().join('\n')
  if (sorted(first.head) !== sorted(second.head)) return undefined
  return {
    id: 'line-order',
    why: 'it holds the same lines in another order, as a file system or several processes gave them',
    mend: 'Sort them: LC_ALL=C sort',
  }
}

/** Four bytes that are a time, whichever end comes first. */
export const timeInBytes: Detect = ({ place, now, ...evidence }) => {
  const starts = [0, 1, 2, 3].map((back) => place - back)
  const isTime = (start: number, read: 'readUInt32LE' | 'readUInt32BE'): boolean =>
    both(evidence, ({ around, aroundOffset }) => {
      const at = start - aroundOffset
      if (at < 0 || at + 4 > around.length || isWord(around.subarray(at, at + 4))) return false
      return isRecent(around[read](at), now)
    })
  if (!starts.some((start) => isTime(start, 'readUInt32LE') || isTime(start, 'readUInt32BE'))) return undefined
  return {
    id: 'binary-time',
    why: 'it holds the time at which it was made, in binary form',
    mend: 'Have the program that writes it heed SOURCE_DATE_EPOCH, or remove the file in the same RUN',
  }
}

/** Letters make numbers too, some of which would be times. */
function isWord(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f)
}
