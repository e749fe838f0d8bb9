import { describe, expect, it } from 'vitest'
import { parseAnnotations } from '../../../src/cli/flags/annotation.js'
import { thrown } from '../../support/thrown.js'

describe('--annotation', () => {
  it.each([
    [['a=1'], { a: '1' }, {}],
    [['a=1', 'a=2', 'b='], { a: '2', b: '' }, {}],
    [['manifest:org.example/x=a=b:c'], { 'org.example/x': 'a=b:c' }, {}],
    [['manifest-descriptor:a=1'], {}, { a: '1' }],
    [['manifest,manifest-descriptor:a=1', ':b=2'], { a: '1', b: '2' }, { a: '1' }],
    [['__proto__=1'], { ['__proto__']: '1' }, {}],
    [[], {}, {}],
  ])('%j', (texts, manifest, descriptor) => {
    expect(parseAnnotations(texts)).toEqual({ manifest, descriptor })
  })

  it.each([
    ['a', 'it is not KEY=VALUE'],
    ['=1', 'the name is missing'],
    ['manifest:=1', 'the key is missing'],
    ['index:a=1', 'no index that could be annotated'],
    ['manifest,index-descriptor:a=1', 'no index that could be annotated'],
    ['config:a=1', '"config" is nothing that is annotated'],
    ['manifest[linux/amd64]:a=1', '"manifest[linux/amd64]" is nothing that is annotated'],
  ])('refuses %s', (text, why) => {
    const error = thrown(() => parseAnnotations([text]))
    expect(error).toMatchObject({ code: 'usage' })
    expect(error).toHaveProperty('message', expect.stringContaining(why))
  })
})
