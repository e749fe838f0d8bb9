import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeEntry, encodeEntry } from '../../../src/exec/linux/entries.js'
import { decodeList, encodeValue, readFrames } from '../../../src/exec/linux/wire.js'
import { tarHeader } from '../../../src/oci/tar/entry.js'

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array).toString('latin1'))

describe('a value', () => {
  it('of texts comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(bytes), (texts) => {
        expect(decodeList(encodeValue(texts)).map((text) => text.toString('latin1'))).toEqual(texts)
      }),
    )
  })

  it('has numbers as digits, and yes and no as 1 and nothing', () => {
    expect(decodeList(encodeValue([-1, 2 ** 40, true, false])).map(String)).toEqual(['-1', '1099511627776', '1', ''])
  })
})

describe('frames', () => {
  it('are the same however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), async (payloads, size) => {
        const whole = Buffer.concat(payloads.map((payload) => encodeValue(payload)))
        async function* cut(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < whole.length; at += size) yield await Promise.resolve(whole.subarray(at, at + size))
        }
        const found: string[] = []
        for await (const { type, payload } of readFrames(cut())) {
          expect(type).toBe('s')
          found.push(payload.toString('latin1'))
        }
        expect(found).toEqual(payloads)
      }),
    )
  })
})

describe('an entry', () => {
  it('comes back as it was', () => {
    const header = tarHeader('a/b', {
      type: 'file',
      mode: 0o4755,
      uid: 7,
      gid: 4294967294,
      mtime: -5,
      mtimeNsec: 6,
      size: 2 ** 40,
      xattrs: new Map([['user.x', Buffer.from([0, 255])]]),
    })
    expect(decodeEntry(encodeValue(encodeEntry(header)))).toEqual(header)
  })

  it.each(['../x', 'a/../../x'])('does not leave the tree: %s', (path) => {
    expect(() => decodeEntry(encodeValue(encodeEntry(tarHeader(path))))).toThrow('the helper named a file')
  })
})
