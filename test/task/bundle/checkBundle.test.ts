import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { checkImageTar } from '../../../src/task/bundle/archive/checkImageTar.js'
import { checkBundle } from '../../../src/task/bundle/inspectBundle.js'
import { wholeFile } from '../../../src/sources/tarFiles.js'
import { temporaryFolder } from '../../support/folder.js'
import { archiveKinds } from './archiveKinds.js'
import { bundleKinds } from './bundleKinds.js'

const folder = temporaryFolder()
const path = join(folder, 'bundle.zip')

describe('checkBundle finds', () => {
  test.each(Object.entries(bundleKinds))('%s', async (_, { bytes, rules }) => {
    writeFileSync(path, bytes)
    const findings = await checkBundle(path)
    expect(findings.map(({ rule }) => rule).sort()).toEqual([...rules].sort())
    for (const { message, hint, place } of findings) {
      expect(message).toMatch(/^[^\n]*[^.\n]$/)
      expect(hint).toMatch(/^[A-Z].*\.$/)
      expect(place.file.startsWith(path)).toBe(true)
    }
  })

  it('a bundle of more than 15 GiB', async () => {
    writeFileSync(path, bundleKinds['with a comment']?.bytes ?? '')
    truncateSync(path, 15 * 1024 ** 3 + 1)
    expect((await checkBundle(path)).map(({ rule }) => rule)).toEqual(['bundle-size', 'bundle-directory'])
  })
})

describe('checkImageTar finds in an archive of its own', () => {
  test.each(Object.entries(archiveKinds))('%s', async (_, { bytes, rules }) => {
    const archive = join(folder, 'image.tar')
    writeFileSync(archive, bytes)
    const findings = await checkImageTar(await wholeFile(archive), { image: 'com/my/task:1.0.0' })
    expect(findings.map(({ rule }) => rule)).toEqual(rules)
    expect(findings.every(({ place }) => place.file === archive)).toBe(true)
  })
})
