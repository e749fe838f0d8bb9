import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { verify } from '../../../src/index.js'
import { temporaryFolder } from '../../support/folder.js'
import { cases } from './cases.js'
import { readRecorded } from './recorded.js'

/** Where an engine takes what it is said to refuse: it may do so no longer with the next version, or with other bytes. */
const stricter: Readonly<Record<string, readonly string[]>> = {
  // Whether an engine meets what is wrong at the end of a gzip stream hangs on how far it reads.
  'garbage behind a gzip layer': ['docker', 'docker-containerd', 'containerd'],
  'a gzip layer that is cut': ['docker'],
}
/** What tells the names under which it has images. */
const naming = ['docker', 'docker-containerd', 'containerd', 'podman']

const folder = temporaryFolder()
const recorded = readRecorded()

describe('what verify says of the readers is what they do', () => {
  test.each(Object.keys(cases))('%s', async (name) => {
    const path = join(folder, 'image.tar')
    writeFileSync(path, cases[name] ?? Buffer.alloc(0))
    const { readers } = await verify(path)
    const outcomes = Object.entries(recorded[name] ?? {})
    expect(outcomes.length).toBeGreaterThan(0)
    for (const [reader, outcome] of outcomes) {
      const verdict = readers.find((one) => one.reader === reader)
      const took = 'names' in outcome && !stricter[name]?.includes(reader)
      expect(verdict?.takes, `${reader}: ${JSON.stringify(verdict)}`).toBe(took)
      if (took && naming.includes(reader))
        expect([...(verdict?.images ?? [])].sort(), reader).toEqual(named(outcome.names))
      if (!took) expect(verdict?.reasons).not.toEqual([])
    }
  })
})

/** Without the ids by which engines call what has no name. */
function named(names: readonly string[]): string[] {
  return names.filter((name) => !name.startsWith('sha256:') && !name.startsWith('import-')).sort()
}
