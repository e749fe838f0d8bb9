import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A new folder that is removed once the tests of the calling file, or of the calling `describe`, are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oci-pack-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
