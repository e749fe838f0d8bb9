import { gunzipSync } from 'node:zlib'
import { differingByte, headSize, type Sample, sampleOfBytes } from '../samples.js'
import { both, type Cause, type Detect, type Evidence } from './cause.js'

const startsWith =
  (...bytes: number[]) =>
  ({ head }: Sample): boolean =>
    bytes.every((byte, i) => head[i] === byte)

const isGzip = startsWith(0x1f, 0x8b)
const isZip = startsWith(0x50, 0x4b, 0x03, 0x04)

const within = (place: number, from: number, to: number): boolean => place >= from && place < to

/** RFC 1952: the time of what was compressed is in bytes 4 to 7. */
export const gzipTime: Detect = (evidence) =>
  both(evidence, isGzip) && within(evidence.place, 4, 8)
    ? {
        id: 'gzip-time',
        why: 'gzip keeps the time of what it compressed in its header',
        mend: 'Compress with gzip -n (tar: --use-compress-program "gzip -n"; Python: gzip.GzipFile(mtime=0))',
      }
    : undefined

/** PEP 552: a magic number that ends in CR LF, flags, and where no flag is set the source's time and size. */
export const bytecode: Detect = (evidence) => {
  if (!both(evidence, ({ head }) => head.length >= 16 && head[2] === 0x0d && head[3] === 0x0a)) return undefined
  if (!evidence.path.endsWith('.pyc')) return undefined
  const isTime = within(evidence.place, 8, 16) && both(evidence, ({ head }) => head.readUInt32LE(4) === 0)
  return {
    id: isTime ? 'pyc-time' : 'pyc',
    why: isTime
      ? 'Python keeps the time of the source in its bytecode'
      : 'Python writes the same bytecode in several ways, by what it had in memory',
    mend: 'Set ENV PYTHONDONTWRITEBYTECODE=1 above it (pip install --no-compile), or compile by: python -m compileall --invalidation-mode unchecked-hash',
  }
}

/** APPNOTE.TXT 4.3.7 and 4.3.12: time and date are behind each signature. */
export const zipTime: Detect = ({ place, ...evidence }) => {
  if (!both(evidence, isZip)) return undefined
  const isTime = both(evidence, ({ around, aroundOffset }) => {
    const at = place - aroundOffset
    const local = around.lastIndexOf('PK\x03\x04', at, 'latin1')
    const central = around.lastIndexOf('PK\x01\x02', at, 'latin1')
    return central > local ? within(at - central, 12, 16) : local >= 0 && within(at - local, 10, 14)
  })
  // Extended times (Info-ZIP's UT) stand behind the name.
  const isExtended = both(evidence, ({ around, aroundOffset }) => {
    const extra = around.lastIndexOf('UT', place - aroundOffset, 'latin1')
    return extra >= 0 && within(place - aroundOffset - extra, 4, 17)
  })
  return isTime || isExtended
    ? {
        id: 'zip-time',
        why: 'the zip archive keeps the times of its files',
        mend: 'Set the times before: find . -exec touch -h -d @315532800 {} +, and pack with zip -X, or with a tool that heeds SOURCE_DATE_EPOCH',
      }
    : undefined
}

const tarCause: Cause = {
  id: 'tar-time',
  why: 'the tar archive keeps the times, owners or the order of its files',
  mend: 'Pack with tar --sort=name --mtime=@315532800 --owner=0 --group=0 --numeric-owner',
}

/** POSIX ustar: a header of 512 bytes, with its magic at 257. */
export const tarHeader: Detect = ({ place, ...evidence }) =>
  both(evidence, ({ head }) => head.toString('latin1', 257, 262) === 'ustar') &&
  both(evidence, ({ around, aroundOffset }) => {
    const block = place - aroundOffset - (place % 512)
    return around.toString('latin1', block + 257, block + 262) === 'ustar'
  })
    ? tarCause
    : undefined

/** The cache of ldconfig's that is read by itself alone, with the times and inodes of libraries. */
export const linkerCache: Detect = (evidence) =>
  both(evidence, ({ head }) => head.toString('latin1', 0, 22) === 'glibc-ld.so.auxcache-1')
    ? {
        id: 'ldconfig-cache',
        why: 'ldconfig keeps the times and inode numbers of libraries there',
        mend: '&& rm -f /var/cache/ldconfig/aux-cache',
      }
    : undefined

/** What is compressed, looked at by itself. */
export function inflated(evidence: Evidence): Evidence | undefined {
  if (!both(evidence, isGzip)) return undefined
  const [first, second] = [inflate(evidence.first), inflate(evidence.second)]
  const place = differingByte(first, second)
  if (place === Math.min(first.length, second.length)) return undefined
  return { ...evidence, place, first: sampleOfBytes(first, place), second: sampleOfBytes(second, place) }
}

/** As much of it as its beginning holds. */
function inflate({ head }: Sample): Buffer {
  try {
    // What is cut off ends where it ends (Z_SYNC_FLUSH).
    return gunzipSync(head, { finishFlush: 2, maxOutputLength: headSize * 16 })
  } catch {
    return Buffer.alloc(0)
  }
}
