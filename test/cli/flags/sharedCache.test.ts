import { describe, expect, test } from 'vitest'
import { parseCacheFrom, parseCacheTo } from '../../../src/cli/flags/sharedCache.js'
import { sha256 } from '../../../src/core/hash.js'
import { thrown } from '../../support/thrown.js'

const digest = sha256('')
const written = { mode: 'min', compression: { type: 'gzip' }, ignoreError: false }

describe('--cache-from', () => {
  test.each([
    ['team/app:cache', { type: 'registry', ref: 'team/app:cache' }],
    [`team/app@${digest}`, { type: 'registry', ref: `team/app@${digest}` }],
    ['type=registry,ref=ghcr.io/team/app:cache', { type: 'registry', ref: 'ghcr.io/team/app:cache' }],
    ['type=local,src=a folder', { type: 'local', src: 'a folder' }],
    ['"type=local","src=a,b",tag=x', { type: 'local', src: 'a,b', tag: 'x' }],
    [`type=local,src=a,digest=${digest}`, { type: 'local', src: 'a', digest }],
  ])('%s', (text, expected) => {
    expect(parseCacheFrom(text)).toEqual(expected)
  })

  test.each([
    ['', 'it is empty'],
    ['type=registry', 'it says no ref'],
    ['ref=a', 'it says no type'],
    ['type=local,dest=a', 'no key "dest"'],
    ['type=registry,ref=a,src=b', 'src= does not belong to type=registry'],
    ['type=registry,ref=UPPER', 'lower case'],
    ['type=registry,ref=a,ref=b', 'given twice'],
    ['type=registry,a', 'not KEY=VALUE'],
    ['type=local,src=a,digest=b', 'not a digest'],
    ['type=inline', 'named as one of a registry'],
    ['type=gha,scope=a', 'caches of type gha are not supported'],
    ['type=s3,region=a', 'caches of type s3'],
    ['type=azblob,name=a', 'caches of type azblob'],
    ['type=regstry,ref=a', 'no cache of type "regstry"'],
  ])('%s is refused: %s', (text, why) => {
    const error = thrown(() => parseCacheFrom(text))
    expect(error).toMatchObject({ code: 'usage', hint: expect.any(String) as string })
    expect(error.message).toContain(why)
  })
})

describe('--cache-to', () => {
  test.each([
    ['team/app:cache', { type: 'registry', ref: 'team/app:cache', ...written }],
    [
      'type=registry,ref=a/b:c,mode=max,compression=gzip,compression-level=9,ignore-error=true,image-manifest=true,oci-mediatypes=true,force-compression=true',
      {
        type: 'registry',
        ref: 'a/b:c',
        ...written,
        mode: 'max',
        compression: { type: 'gzip', level: 9 },
        ignoreError: true,
      },
    ],
    ['type=local,dest=a', { type: 'local', dest: 'a', ...written }],
    [
      'type=local,dest=a,tag=x,compression=uncompressed',
      { type: 'local', dest: 'a', tag: 'x', ...written, compression: { type: 'uncompressed' } },
    ],
    [
      'type=local,dest=a,compression=zstd,compression-level=19',
      { type: 'local', dest: 'a', ...written, compression: { type: 'zstd', level: 19 } },
    ],
    ['type=inline', { type: 'inline' }],
    ['type=inline,mode=min', { type: 'inline' }],
  ])('%s', (text, expected) => {
    expect(parseCacheTo(text)).toEqual(expected)
  })

  test.each([
    ['type=registry,ref=a,mode=some', 'mode is "some"'],
    ['type=registry,ref=a,compression=zip', 'no compression "zip"'],
    ['type=registry,ref=a,compression-level=0', 'compression-level is "0"'],
    ['type=registry,ref=a,ignore-error=perhaps', 'ignore-error is "perhaps"'],
    ['type=registry,ref=a,image-manifest=x', 'image-manifest is "x"'],
    ['type=registry,ref=a,dest=b', 'dest= does not belong'],
    [`type=registry,ref=a@${digest}`, 'a digest names what is there already'],
    ['type=local,src=a', 'no key "src"'],
    ['type=local', 'it says no dest'],
    ['type=inline,mode=max', 'of its own layers alone'],
    ['type=inline,ref=a', 'ref= does not belong'],
    ['type=gha,mode=max', 'caches of type gha'],
  ])('%s is refused: %s', (text, why) => {
    const error = thrown(() => parseCacheTo(text))
    expect(error).toMatchObject({ code: 'usage', hint: expect.any(String) as string })
    expect(error.message).toContain(why)
  })
})
