import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { openContents } from '../../../src/task/bundle/openContents.js'
import { temporaryFolder } from '../../support/folder.js'
import { descriptorText, tarName } from './bundleKinds.js'
import { rawZip } from './rawZip.js'

vi.mock(import('../../../src/core/limit.js'), async (original) => ({
  ...(await original()),
  inflationLimit: () => 100_000,
}))

it('unpacks no more of an image than anything may inflate to, whatever its header says', async () => {
  const path = join(temporaryFolder(), 'bundle.zip')
  const unpacked = async (size: number) => {
    const image = { name: tarName, body: Buffer.alloc(size), method: 8 }
    writeFileSync(path, rawZip([{ name: 'descriptor.yml', body: Buffer.from(descriptorText()) }, image]))
    const { entries, fault, close } = await openContents(path, new AbortController().signal)
    await close()
    return { size: entries[1]?.image?.size, fault: fault?.message }
  }
  expect(await unpacked(100_000)).toEqual({ size: 100_000, fault: undefined })
  expect(await unpacked(100_001)).toEqual({
    size: undefined,
    fault: `${path}: ${tarName} is larger than the limit of 100000 bytes`,
  })
})
