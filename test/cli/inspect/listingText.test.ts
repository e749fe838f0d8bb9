import { expect, test } from 'vitest'
import { layerText, listingLines } from '../../../src/cli/inspect/listingText.js'
import { styleFor } from '../../../src/cli/text/style.js'
import { listedFile } from '../../../src/inspect/listing.js'
import { tarHeader } from '../../../src/oci/tar/entry.js'
import { fakeIo } from '../fakeIo.js'

const style = styleFor(fakeIo().stdout, {})
const mtime = Date.UTC(2024, 1, 29, 12, 34, 56) / 1000

test('files as tar shows them', () => {
  const files = [
    tarHeader('bin', { type: 'symlink', mode: 0o777, mtime, linkPath: 'usr/\x1b[2Jbin' }),
    tarHeader('usr/bin/su', { mode: 0o4755, uid: 1000, gid: 50, size: 12345, mtime }),
    tarHeader('usr/bin/sudo', { type: 'link', mode: 0o2644, linkPath: 'usr/bin/su' }),
    tarHeader('tmp', { type: 'directory', mode: 0o1777 }),
    tarHeader('t2', { type: 'directory', mode: 0o1770 }),
    tarHeader('dev/sda', { type: 'block', mode: 0o660, devMajor: 8, devMinor: 0 }),
    tarHeader('dev/null', { type: 'character', mode: 0o666, devMajor: 1, devMinor: 3 }),
    tarHeader('run/p\n\xe2\x80\xaeipe', { type: 'fifo' }),
  ].map(listedFile)
  expect(listingLines(files)).toEqual([
    'lrwxrwxrwx 0/0         0 2024-02-29 12:34 /bin -> usr/bin',
    '-rwsr-xr-x 1000/50 12345 2024-02-29 12:34 /usr/bin/su',
    'hrw-r-Sr-- 0/0         0 1970-01-01 00:00 /usr/bin/sudo link to /usr/bin/su',
    'drwxrwxrwt 0/0         0 1970-01-01 00:00 /tmp',
    'drwxrwx--T 0/0         0 1970-01-01 00:00 /t2',
    'brw-rw---- 0/0       8:0 1970-01-01 00:00 /dev/sda',
    'crw-rw-rw- 0/0       1:3 1970-01-01 00:00 /dev/null',
    'p--------- 0/0         0 1970-01-01 00:00 /run/p \ufffdipe',
  ])
})

test('a layer', () => {
  const digest = `sha256:${'1'.repeat(64)}` as const
  const diffId = `sha256:${'2'.repeat(64)}` as const
  const made = { createdBy: 'RUN true # buildkit', instruction: 'RUN true' }
  const layer = { number: 2, layers: 3, digest, diffId, size: 1500, unpacked: 4000, ...made }
  const files = (['A', 'C', 'D'] as const).map((change) => ({ change, ...listedFile(tarHeader(change, { size: 4 })) }))
  expect(layerText({ ...layer, files }, style)).toBe(`layer    2 of 3
digest   ${digest}
diff id  ${diffId}
size     1.5 kB, 4.0 kB unpacked
made by  RUN true

A ---------- 0/0 4 1970-01-01 00:00 /A
C ---------- 0/0 4 1970-01-01 00:00 /C
D ---------- 0/0 4 1970-01-01 00:00 /D
`)
  expect(layerText({ ...layer, diffId: digest, instruction: undefined, files: [] }, style)).toBe(`layer   2 of 3
digest  ${digest}
size    1.5 kB, 4.0 kB unpacked
`)
})
