import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { removeTree } from './removeTree.js'

/** A new folder that is removed once the tests of the calling file, or of the calling `describe`, are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oci-pack-test-'))
  afterAll(() => removeTree(folder))
  return folder
}
