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

  it('of an index, and of one platform', () => {
    const texts = ['index:a=1', 'index-descriptor,manifest:b=2', 'manifest[linux/aarch64]:c=3', 'index:a=4']
    expect(parseAnnotations([...texts, 'manifest-descriptor[linux/arm64]:d=5'])).toEqual({
      manifest: { b: '2' },
      descriptor: {},
      index: { a: '4' },
      indexDescriptor: { b: '2' },
      platforms: { 'linux/arm64': { manifest: { c: '3' }, descriptor: { d: '5' } } },
    })
  })

  it.each([
    ['a', 'it is not KEY=VALUE'],
    ['=1', 'the name is missing'],
    ['manifest:=1', 'the key is missing'],
    ['config:a=1', '"config" is nothing that is annotated'],
    ['manifest[linux/amd64:a=1', '"manifest[linux/amd64" is nothing that is annotated'],
    ['manifest[]:a=1', '"manifest[]" is nothing that is annotated'],
    ['index[linux/amd64]:a=1', 'an index is for all platforms'],
    ['manifest[linux/a b]:a=1', 'is not os/architecture[/variant]'],
  ])('refuses %s', (text, why) => {
    const error = thrown(() => parseAnnotations([text]))
    expect(error).toMatchObject({ code: 'usage' })
    expect(error).toHaveProperty('message', expect.stringContaining(why))
  })
})
