import { describe, expect, test } from 'vitest'
import type { OutputOption } from '../../../src/api/options.js'
import { parseOutput } from '../../../src/cli/flags/output.js'

describe('an output', () => {
  test.each<[string, OutputOption]>([
    ['image.tar', { type: 'docker', dest: 'image.tar' }],
    ['-', { type: 'docker', dest: '-' }],
    ['./oci:a', { type: 'docker', dest: './oci:a' }],
    ['a:b.tar', { type: 'docker', dest: 'a:b.tar' }],
    ['out/a=b.tar', { type: 'docker', dest: 'out/a=b.tar' }],
    ['"a,b.tar"', { type: 'docker', dest: 'a,b.tar' }],
    ['type=docker,dest=a.tar', { type: 'docker', dest: 'a.tar' }],
    ['dest=a.tar', { type: 'docker', dest: 'a.tar' }],
    ['dest=a=b.tar,type=oci', { type: 'oci', dest: 'a=b.tar' }],
    ['type=oci,dest=folder,tar=false', { type: 'oci', dest: 'folder', tar: false }],
    ['type=oci,dest=-,tar=1', { type: 'oci', dest: '-', tar: true }],
    ['type=local,dest=out', { type: 'rootfs', dest: 'out' }],
    ['TYPE=tar,Dest=-', { type: 'tar', dest: '-' }],
    ['type=oci,"dest=a,""b"".tar"', { type: 'oci', dest: 'a,"b".tar' }],
    ['type=registry', { type: 'registry' }],
    ['type=registry,push=true,name=a/b:1', { type: 'registry', names: ['a/b:1'] }],
    ['type=image,push=1,"name=a,b"', { type: 'registry', names: ['a', 'b'] }],
    [
      'type=registry,compression=gzip,compression-level=9,force-compression=true',
      { type: 'registry', compression: { type: 'gzip', level: 9 }, forceCompression: true },
    ],
    [
      'type=oci,dest=a,compression=zstd,compression-level=19,oci-mediatypes=true',
      { type: 'oci', dest: 'a', compression: { type: 'zstd', level: 19 } },
    ],
    ['dest=a,compression=uncompressed', { type: 'docker', dest: 'a', compression: { type: 'uncompressed' } }],
  ])('%s', (text, expected) => {
    expect(parseOutput(text)).toEqual(expected)
  })

  test.each<[string, string, string?]>([
    ['', 'it is empty'],
    ['type=docker', 'it says no dest'],
    ['docker://a/b:1', 'written otherwise', 'Write type=registry,name=a/b:1.'],
    ['docker-archive:a.tar:b:1', 'written otherwise', 'Write a.tar, and what the image is called as --tag.'],
    ['oci-archive:a.tar', 'written otherwise', 'Write type=oci,dest=a.tar, and what the image is called as --tag.'],
    ['oci:a:v1', 'written otherwise', 'Write type=oci,dest=a,tar=false, and what the image is called as --tag.'],
    ['oci:', 'written otherwise', 'Write type=oci,dest=PATH,tar=false, and what the image is called as --tag.'],
    [
      'dir:a',
      'written otherwise',
      'Write type=oci,dest=PATH, and bring it there by skopeo; ./dir:a is a file of that name.',
    ],
    ['type=dokcer,dest=a', 'there is no output of type "dokcer"', 'Did you mean docker?'],
    ['type=constructor,dest=a', 'there is no output of type "constructor"'],
    ['type=oci,dst=a', 'there is no key "dst"', 'Did you mean dest?'],
    ['type=oci,dest=a,dest=b', 'dest is given twice'],
    ['a,b.tar', '"a" is not KEY=VALUE'],
    ['type=oci,dest=a,tar=maybe', 'tar is "maybe"'],
    ['type=docker,dest=a,tar=false', 'tar= belongs to type=oci'],
    ['type=oci,dest=-,tar=false', 'a folder cannot go to standard output'],
    ['type=rootfs,dest=-', 'a folder cannot go to standard output'],
    ['type=image,name=a', 'there is no image store'],
    ['type=registry,push=false', 'there is no image store'],
    ['type=registry,push=perhaps', 'push is "perhaps"'],
    ['type=registry,dest=a', 'dest= belongs to a file'],
    ['type=registry,name=', 'a name is empty'],
    ['type=oci,dest=a,name=b', 'name= belongs to type=registry'],
    ['type=oci,dest=a,compression=gzpi', 'there is no compression "gzpi"', 'Did you mean gzip?'],
    ['type=oci,dest=a,compression-level=1', 'it says no compression'],
    ['type=oci,dest=a,compression=gzip,compression-level=10', 'compression-level is "10"'],
    ['type=tar,dest=a,compression=gzip', 'these are its files'],
    ['type=oci,dest=a,oci-mediatypes=false', "the media types are OCI's"],
    ['type=oci,dest="a"', 'a double quote is out of place'],
    ['"type=oci,dest=a', 'a double quote is out of place'],
  ])('%j is refused', (text, message, hint) => {
    expect(() => parseOutput(text)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringContaining(message) as string,
        hint: hint ?? (expect.any(String) as string),
      }),
    )
  })
})
