import { closeSync, openSync, readFileSync, truncateSync, utimesSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { diff } from '../../../src/api/diff/diff.js'
import type { DiffReport } from '../../../src/api/diff/report.js'
import { hasCommand, runOk } from '../../support/command.js'
import { temporaryFolder } from '../../support/folder.js'
import { archiveOf, file, type ImageParts, imagePairs } from '../../support/imagePairs.js'
import { needs } from '../../support/needs.js'
import { projectRoot } from '../../support/paths.js'

const folder = temporaryFolder()
const referee = join(projectRoot, 'test/conformance/diff/image_tree.py')

/** What a report tells of files and settings, as the referee tells it: it knows nothing of which files are other names of each other. */
function asReferee({ config, files }: DiffReport): string[] {
  const settings = config.map(({ field }) => `config ${field.slice(0, field[0] === 'config' ? 2 : 1).join('.')}`)
  const others = files.filter(({ aspects }) => aspects.join() !== 'link')
  return [...new Set(settings), ...others.map(({ path }) => `file ${path}`)].sort()
}

async function compared(before: ImageParts, after: ImageParts): Promise<void> {
  const [a, b] = [join(folder, 'before.tar'), join(folder, 'after.tar')]
  writeFileSync(a, archiveOf(before))
  writeFileSync(b, archiveOf(after))
  const told = await runOk('python3', [referee, a, b])
  expect(asReferee(await diff(a, b))).toEqual(told.split('\n').filter(Boolean).sort())
}

describe.runIf(needs('python3', hasCommand('python3')))("Python's own library finds the same differences", () => {
  test.each(Object.entries(imagePairs))('%s', async (_, { before, after }) => compared(before, after))

  test.runIf(needs('tar', hasCommand('tar')))('a file with holes and one without', async () => {
    const holes = join(folder, 'holes')
    const handle = openSync(holes, 'w')
    writeSync(handle, 'begin')
    writeSync(handle, 'end', 1 << 20)
    closeSync(handle)
    truncateSync(holes, 2 << 20)
    utimesSync(holes, 0, 0)
    const plain = file('holes', readFileSync(holes))
    for (const format of ['gnu', 'pax']) {
      const owner = ['--owner=0', '--group=0', '--mode=0644', '--sparse', `--format=${format}`]
      await runOk('tar', ['-C', folder, '-cf', join(folder, 'layer.tar'), ...owner, 'holes'])
      const sparse = readFileSync(join(folder, 'layer.tar'))
      expect(sparse.length).toBeLessThan(1 << 20)
      await compared({ layers: [sparse] }, { layers: [[plain]] })
      await compared({ layers: [sparse] }, { layers: [[{ ...plain, body: Buffer.alloc(2 << 20) }]] })
    }
  })
})
