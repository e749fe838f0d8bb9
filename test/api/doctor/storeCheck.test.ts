import { expect, it } from 'vitest'
import { storeChecks } from '../../../src/api/doctor/storeCheck.js'

it.each([
  ['ext4', 50e9, []],
  [undefined, 50e9, []],
  ['ext4', 5e8, ['false: little room is left in /s']],
  ['overlay', 50e9, ['false: it is on an overlay, on which the kernel lays no other: a RUN copies its files']],
  ['nfs4', 50e9, ['false: it is on nfs4, which may lack owners, attributes and overlays']],
  ['tmpfs', 50e9, ['undefined: it is in memory, and gone with it']],
])('%s with %d bytes', (fileSystem, free, expected) => {
  expect(storeChecks({ dir: '/s', free, fileSystem }).map(({ good, finding }) => `${good}: ${finding}`)).toEqual(
    expected,
  )
})
