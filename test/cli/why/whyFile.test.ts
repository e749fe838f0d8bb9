import { expect, test } from 'vitest'
import type { FileStory } from '../../../src/api/why/whyFile.js'
import { parseCommandLine } from '../../../src/cli/program.js'
import { listedFile } from '../../../src/inspect/listing.js'
import { tarHeader } from '../../../src/oci/tar/entry.js'
import { fakeApi, fakeIo } from '../fakeIo.js'

const file = listedFile(tarHeader('a\x1b[2J', { mode: 0o755, size: 5 }))
const step = { createdBy: undefined, instruction: 'RUN \x1b[31mmake' }
const story: FileStory = {
  links: [
    { path: '/l', target: 'a', layer: 3 },
    { path: '/m', target: 'l' },
  ],
  path: '/a',
  file,
  names: ['/b', '/c'],
  events: [
    { ...step, layer: 1, change: 'added', file },
    { ...step, layer: 2, change: 'changed', aspects: ['content', 'mode'], file },
    { ...step, layer: 3, change: 'changed', aspects: ['nothing'], file },
    { ...step, layer: 4, change: 'removed', removed: '/', file },
    { ...step, layer: 5, change: 'removed', removed: file.path, file, instruction: undefined },
  ],
}

async function why(told: FileStory, ...args: string[]): Promise<string> {
  const io = fakeIo()
  const asked: unknown[] = []
  const api = fakeApi({ whyFile: async (place, path, options = {}) => (asked.push(place, path, options.name), told) })
  expect(await parseCommandLine(['why', 'image.tar', '/l', '--name', 'n', ...args])(io, api)).toBe(0)
  expect(asked).toEqual(['image.tar', '/l', 'n'])
  return io.stdout.text
}

test('text', async () => {
  expect(await why(story)).toBe(`/l -> a  layer 3
/m -> l
-rwxr-xr-x 0/0 5 1970-01-01 00:00 /a
the same file as /b, /c

layer 1  added as -rwxr-xr-x 0/0 5 1970-01-01 00:00 /a
         RUN make
layer 2  changed: content, mode
         RUN make
layer 3  written again as it was
         RUN make
layer 4  removed with /
         RUN make
layer 5  removed
         The history does not tell by which step.
`)
})

test('of what is gone, and of a directory that no layer names', async () => {
  expect(await why({ ...story, links: [], names: [], events: [], file: undefined }))
    .toBe(`/a is not in the image any more

No layer names it: it is there because of what it holds.
`)
})

test('JSON', async () => {
  expect(JSON.parse(await why(story, '--json'))).toEqual(JSON.parse(JSON.stringify(story)))
})
