import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { diff } from '../../../src/api/diff/diff.js'
import type { DiffOptions } from '../../../src/api/diff/options.js'
import type { DiffReport } from '../../../src/api/diff/report.js'
import { temporaryFolder } from '../../support/folder.js'
import { archiveOf, type ImageParts, imagePairs } from '../../support/imagePairs.js'

const folder = temporaryFolder()
let count = 0

function stored(parts: ImageParts): string {
  const path = join(folder, `image-${count++}.tar`)
  writeFileSync(path, archiveOf(parts))
  return path
}

async function compared(before: ImageParts, after: ImageParts, options: DiffOptions = {}): Promise<DiffReport> {
  return diff(stored(before), stored(after), options)
}

/** A report as the lines by which pairs tell what they expect. */
function lines({ verdict, config, configForm, history, files, layers }: DiffReport): string[] {
  return [
    verdict,
    ...config.map(({ field }) => `config ${field.join('.')}`),
    ...(configForm ? ['config form'] : []),
    ...history.map(({ change }) => `history ${change}`),
    ...files.map(({ path, change, aspects }) => [path, ...(change === 'changed' ? aspects : [change])].join(' ')),
    ...layers.flatMap(({ change, before, after, files, form }) => {
      if (change === 'same') return []
      const name = `layer ${(before ?? after)?.number}`
      return change === 'changed' && files.length === 0
        ? form.map(({ kind }) => `${name} form ${kind}`)
        : [`${name} ${change}`]
    }),
  ]
}

describe('what two images have not alike', () => {
  test.each(Object.entries(imagePairs))('%s', async (_, { before, after, expected }) => {
    expect(lines(await compared(before, after))).toEqual(expected)
    const [verdict] = lines(await compared(after, before))
    expect(verdict).toBe(expected[0])
  })
})
