import { describe, expect, test } from 'vitest'
import { mergedFiles } from '../../../src/diff/layers/mergedFiles.js'
import type { LayerPart } from '../../../src/inspect/survey.js'
import { indexLayer } from '../../../src/rootfs/indexLayer.js'
import { diskLayer } from '../../support/diskLayer.js'
import { temporaryFolder } from '../../support/folder.js'
import { file, folder as dir, special } from '../../support/imagePairs.js'
import { type TarItem, writeTar } from '../../support/tarItems.js'

const folder = temporaryFolder()

async function part(items: readonly TarItem[]): Promise<LayerPart> {
  const tar = writeTar(items)
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield tar
  }
  return { layer: diskLayer(folder, tar), index: await indexLayer(bytes()) }
}

const base = [dir('d'), file('d/x'), file('f')]

const cases: Record<string, [TarItem[], TarItem[], boolean]> = {
  'the same paths': [[file('a'), dir('d'), file('.wh.f')], [dir('d'), file('a', 'x'), file('.wh.f')], false],
  'another path': [[file('a')], [file('b')], true],
  'a path more': [[file('a')], [file('a'), file('f', 'x')], true],
  'a folder in place of a file': [[dir('d')], [file('d')], true],
  'a file that became a folder, and a folder': [[file('d'), dir('d')], [dir('d')], true],
  'a hard link into the base': [[special('l', 'hardlink', { target: 'f' })], [special('l', 'hardlink', { target: 'f' })], true], // prettier-ignore
  'a hard link within the layer': [
    [file('a'), special('l', 'hardlink', { target: 'a' })],
    [file('a'), special('l', 'hardlink', { target: 'a' })],
    false,
  ],
}

describe('whether the layers below matter to what differs', () => {
  test.each(Object.entries(cases))('%s', async (_, [before, after, matters]) => {
    let asked = false
    const below = async (): Promise<LayerPart[]> => {
      asked = true
      return [await part(base)]
    }
    const [a] = await mergedFiles([await part(before)], [await part(after)], 1, below)
    expect(asked).toBe(matters)
    // Layers have the same numbers, whether those below them were opened or not.
    expect(a.find(({ path }) => path === before[0]?.name)?.layer).toBe(1)
  })
})
