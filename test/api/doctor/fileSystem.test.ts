import { expect, it } from 'vitest'
import { fileSystemOf } from '../../../src/api/doctor/fileSystem.js'

const mountinfo = `
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:20 / /home rw,nosuid - nfs4 server:/home rw
24 22 0:21 / /home/a\\040b rw,noexec master:2 - tmpfs tmpfs rw
25 22 0:22 / /over rw - ext4 /dev/sdb rw
26 25 0:23 / /over ro - overlay overlay rw
`

it.each([
  ['/', 'ext4'],
  ['/homes/x', 'ext4'],
  ['/home', 'nfs4'],
  ['/home/x/y', 'nfs4'],
  ['/home/a b/c', 'tmpfs'],
  ['/over/x', 'overlay'],
])('knows what %s is on', (path, type) => {
  expect(fileSystemOf(mountinfo, path)?.type).toBe(type)
})

it('knows nothing where there is nothing to know', () => {
  expect(fileSystemOf('', '/')).toBeUndefined()
})
