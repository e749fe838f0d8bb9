import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import { alignLayers, type MadeLayer } from '../../../src/diff/layers/alignLayers.js'
import { mediaTypes } from '../../../src/oci/descriptor.js'

/** Layers by words such as `1:RUN a`: a digit for the content, and the line that made it. */
function layers(words: readonly string[]): MadeLayer[] {
  return words.map((word, number) => {
    const [content = '', instruction] = word.split(':')
    const digest = sha256(content)
    const descriptor = { mediaType: mediaTypes.layer, digest, size: 1 }
    const layer = { descriptor, diffId: digest, locate: () => Promise.reject(new Error('nothing is read')) }
    return { number, layer, instruction }
  })
}

const cases: Record<string, [string[], string[], string[]]> = {
  'the same layers': [
    ['1:RUN a', '2:RUN b'],
    ['1:RUN a', '2:RUN b'],
    ['0 0', '1 1'],
  ],
  'a layer that changed': [
    ['1:RUN a', '2:RUN b'],
    ['1:RUN a', '3:RUN b'],
    ['0 0', '1 1'],
  ],
  'a layer put in between': [
    ['1:FROM', '2:RUN b'],
    ['1:FROM', '9:RUN x', '3:RUN b'],
    ['0 0', '- 1', '1 2'],
  ],
  'a layer taken away': [
    ['1:FROM', '9:RUN x', '2:RUN b'],
    ['1:FROM', '2:RUN b'],
    ['0 0', '1 -', '2 1'],
  ],
  'the same layer comes before the same line': [['1:RUN a'], ['2:RUN a', '1:RUN a'], ['- 0', '0 1']],
  'ADD and COPY': [['1:ADD a /'], ['2:COPY a /'], ['0 0']],
  'lines of other kinds': [['1:RUN a'], ['2:COPY a /'], ['0 -', '- 0']],
  'no line is told': [
    ['1', '2'],
    ['1', '3'],
    ['0 0', '1 1'],
  ],
  'other bases below the same lines': [
    ['1', '2:RUN b'],
    ['3', '4:RUN b'],
    ['0 0', '1 1'],
  ],
}

describe('which layers correspond', () => {
  test.each(Object.entries(cases))('%s', (_, [before, after, expected]) => {
    const pairs = alignLayers(layers(before), layers(after))
    expect(pairs.map(([a, b]) => `${a?.number ?? '-'} ${b?.number ?? '-'}`)).toEqual(expected)
  })
})
