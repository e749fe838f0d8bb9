import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseOutput } from '../../../src/cli/flags/output.js'
import { checkPlaces } from '../../../src/cli/build/places.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()
const context = join(folder, 'context')
mkdirSync(join(context, 'sub'), { recursive: true })
writeFileSync(join(context, 'Dockerfile'), '')
symlinkSync('context', join(folder, 'link'))

/** `@` is the test's folder. */
const check = (outputs: string[], more: { iidfile?: string; metadataFile?: string; file?: string } = {}) =>
  checkPlaces({ context, outputs: outputs.map((text) => parseOutput(text.replaceAll('@', folder))), ...more })

describe('allowed', () => {
  test.each([
    [['@/image.tar']],
    [['@/context/image.tar', '@/other.tar', '-']],
    [['type=rootfs,dest=@/context/out']],
    [['type=rootfs,dest=@/out', 'type=oci,tar=false,dest=@/outer']],
    [['@/not/there/image.tar']],
  ])('%j', async (outputs) => {
    await expect(check(outputs)).resolves.toBeUndefined()
  })
})

describe('refused', () => {
  test.each([
    [['@/a.tar', 'type=oci,dest=@/a.tar'], 'are one destination'],
    [['@/context/a.tar', '@/link/a.tar'], 'are one destination'],
    [['-', 'type=tar,dest=-'], 'are one destination'],
    [['type=rootfs,dest=@/out', '@/out/image.tar'], 'lie within each other'],
    [['@/context/Dockerfile'], 'would be written over Dockerfile'],
    [['@/link/.dockerignore'], 'would be written over .dockerignore'],
    [['type=rootfs,dest=@/context'], 'would be written over Dockerfile'],
    [['type=oci,tar=false,dest=@'], 'would be written over Dockerfile'],
    [['@/context/sub'], 'is a folder, and an archive is a file'],
  ])('%j', async (outputs, message) => {
    await expect(check(outputs)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(message) as string,
    })
  })

  test('a folder of files over a context whose Dockerfile lies elsewhere', async () => {
    const refused = check(['type=rootfs,dest=@/context/sub/..'], { file: '-' })
    await expect(refused).rejects.toMatchObject({ code: 'usage' })
  })

  test('the file for the image id where the image goes', async () => {
    const refused = check(['@/a'], { iidfile: join(folder, 'a') })
    await expect(refused).rejects.toThrow(/--output .* and --iidfile .* are one destination/)
  })

  test('the metadata over the Dockerfile that is named', async () => {
    const file = join(folder, 'Other')
    await expect(check(['@/a'], { file, metadataFile: file })).rejects.toThrow('would be written over Other')
  })
})
