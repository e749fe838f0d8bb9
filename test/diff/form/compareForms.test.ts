import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { compareForms } from '../../../src/diff/form/compareForms.js'
import { layerForm, type LayerForm } from '../../../src/diff/form/layerForm.js'
import { ContentReader } from '../../../src/rootfs/contentReader.js'
import { indexLayer } from '../../../src/rootfs/indexLayer.js'
import { hasCommand, runOk } from '../../support/command.js'
import { diskLayer } from '../../support/diskLayer.js'
import { temporaryFolder } from '../../support/folder.js'
import { needs } from '../../support/needs.js'
import { tarItem, writeTar } from '../../support/tarItems.js'

const folder = temporaryFolder()

async function* chunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function formOf(tar: Buffer): Promise<LayerForm> {
  const layer = diskLayer(folder, tar)
  const reader = new ContentReader((of) => of.locate())
  try {
    const index = await indexLayer(chunks(tar))
    return await layerForm({ layer, index, size: tar.length }, reader)
  } finally {
    reader.close()
  }
}

/** The differences of two archives as lines such as `order 2 /a: entry 1 | entry 2`. */
async function differences(before: Buffer, after: Buffer): Promise<string[]> {
  const found = compareForms(await formOf(before), await formOf(after))
  return found.map(({ kind, count, path, before, after }) => {
    const where = path === undefined ? '' : ` /${path}`
    return `${kind} ${count}${where}: ${before} | ${after}`
  })
}

const a = tarItem({ name: 'a', body: Buffer.from('one') })
const b = tarItem({ name: 'b' })
const tar = writeTar([a, b])

/** A copy of a tar of `a` and `b` with some of its bytes replaced, the first header's checksum made right. */
function changed(at: number, bytes: string): Buffer {
  const copy = Buffer.from(tar)
  copy.write(bytes, at, 'latin1')
  copy.write(' '.repeat(8), 148, 'latin1')
  const sum = copy.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  copy.write(`${sum.toString(8).padStart(6, '0')}\0`, 148, 'latin1')
  return copy
}

const cases: Record<string, [Buffer, string[]]> = {
  nothing: [tar, []],
  'the order': [writeTar([b, a]), ['order 2 /a: entry 1 | entry 2']],
  'an entry that comes twice': [writeTar([a, a, b]), ['repeated 1: 2 entries | 3 entries']],
  'how the name is written': [writeTar([{ ...a, name: './a' }, b]), ['name 1 /a: a | ./a']],
  'the name of the owner': [changed(265, 'root'), ['user-name 1 /a:  | root']],
  'the name of the group': [changed(297, 'root'), ['group-name 1 /a:  | root']],
  'bits of the mode that tell the type': [changed(100, '0100644\0'), ['mode-bits 1 /a:  | 10']],
  'the old flag of a file': [changed(156, '\0'), ['type-flag 1 /a: 0 | \0']],
  'spaces around a number': [changed(100, '  0644 \0'), ['numbers 1 /a: mode D. | mode __D_.']],
  'what fills the last block of a content': [
    changed(1000, 'x'),
    [`padding 1 /a: zeros | ${'00'.repeat(485)}78${'00'.repeat(23)}`],
  ],
  'how many blocks end the archive': [
    Buffer.concat([tar, Buffer.alloc(8192)]),
    ['end 1: 1024 bytes of zeros | 9216 bytes of zeros'],
  ],
  'no end': [tar.subarray(0, -1024), ['end 1: 1024 bytes of zeros | 0 bytes of zeros']],
}

describe('how two archives of the same files are written differently', () => {
  test.each(Object.entries(cases))('%s', async (_, [other, expected]) => {
    expect(await differences(tar, other)).toEqual(expected)
  })

  test('what stands behind the end', async () => {
    const found = await differences(tar, Buffer.concat([tar, Buffer.from('behind')]))
    expect(found).toEqual([expect.stringMatching(/^end 1: 1024 bytes of zeros \| 1030 bytes, sha256:[0-9a-f]{64}$/)])
  })
})

describe.runIf(needs('tar', hasCommand('tar')))('the formats that GNU tar writes', () => {
  const tree = join(folder, 'tree')
  beforeAll(() => {
    mkdirSync(join(tree, 'd'.repeat(60)), { recursive: true })
    writeFileSync(join(tree, 'd'.repeat(60), 'f'.repeat(60)), 'long')
    writeFileSync(join(tree, 'a'), 'one')
    symlinkSync('a', join(tree, 'link'))
    for (const name of ['a', 'd'.repeat(60), join('d'.repeat(60), 'f'.repeat(60))]) utimesSync(join(tree, name), 5, 5)
  })
  const packed = async (...options: string[]): Promise<Buffer> => {
    const path = join(folder, `packed-${options.join('')}.tar`)
    await runOk('tar', ['-C', tree, '--sort=name', '--numeric-owner', '--mtime=@5', '-cf', path, ...options, '.'])
    return readFileSync(path)
  }

  test.each([
    ['ustar', 'gnu', ['format', 'numbers']],
    ['ustar', 'pax', ['format', 'records']],
    ['pax', 'gnu', ['format', 'numbers', 'records']],
    ['gnu', 'oldgnu', []],
  ])('%s and %s', async (x, y, kinds) => {
    const found = await differences(await packed(`--format=${x}`), await packed(`--format=${y}`))
    const named = found.map((line) => line.split(' ', 1)[0])
    expect(named).toEqual(expect.arrayContaining(kinds))
    expect(named).not.toContain('order')
    expect(named).not.toContain('header-rest')
  })

  test('times of access, which no image keeps', async () => {
    const found = await differences(await packed('--format=pax'), await packed('--format=pax', '--pax-option=atime:=7'))
    expect(found.map((line) => line.split(':')[0])).toEqual(
      expect.arrayContaining(['records 5 /', 'other-records 5 /']),
    )
  })

  test('how many blocks make a record', async () => {
    const found = await differences(await packed(), await packed('--blocking-factor=40'))
    expect(found.map((line) => line.split(' ', 1)[0])).toEqual(['end'])
  })
})
