import { expect, test } from 'vitest'
import { failure } from '../../../src/build/run/failure.js'
import type { RunExit } from '../../../src/exec/executor.js'

test.each<[RunExit, string, string]>([
  [{ status: 3 }, 'ended with exit status 3', 'Its output stands above.'],
  [
    { status: 127 },
    'ended with exit status 127',
    'Its output stands above. A shell gives 127 for a command that it does not find.',
  ],
  [
    { status: 137 },
    'ended with exit status 137, which a shell gives for what SIGKILL ended',
    'Its output stands above. The kernel ends programs so where memory runs out.',
  ],
  [
    { status: 139 },
    'ended with exit status 139, which a shell gives for what SIGSEGV ended',
    'Its output stands above.',
  ],
  [{ status: 255 }, 'ended with exit status 255', 'Its output stands above.'],
  [{ signal: 'SIGTERM' }, 'was ended by SIGTERM', 'Its output stands above.'],
  [
    { signal: 'SIGKILL' },
    'was ended by SIGKILL',
    'Its output stands above. The kernel ends programs so where memory runs out.',
  ],
])('%j', (exit, how, hint) => {
  expect(failure(['/bin/sh', '-c', 'a "b"'], exit)).toMatchObject({
    code: 'run',
    message: `the command "/bin/sh -c a \\"b\\"" ${how}`,
    hint,
  })
})
