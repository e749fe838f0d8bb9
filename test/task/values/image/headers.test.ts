import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dicomDimensions } from '../../../../src/task/values/image/dicom.js'
import type { ReadBytes } from '../../../../src/task/values/image/dimensions.js'
import { formatOf } from '../../../../src/task/values/image/format.js'
import { jpegDimensions } from '../../../../src/task/values/image/jpeg.js'
import { pngDimensions } from '../../../../src/task/values/image/png.js'
import { readTiff } from '../../../../src/task/values/image/tiff.js'
import { dicom, jpeg, png, tiff } from '../../../support/images.js'

const from =
  (bytes: Uint8Array): ReadBytes =>
  (offset, length) =>
    Promise.resolve(bytes.subarray(offset, offset + length))
const size = { width: 640, height: 480 }

describe('formatOf', () => {
  it.each([
    ['png', png(1, 1)],
    ['jpeg', jpeg(1, 1)],
    ['tiff', tiff(1, 1, {})],
    ['tiff', tiff(1, 1, { bigEndian: true })],
    ['dicom', dicom(1, 1)],
    ['zip', Buffer.from('PK\x03\x04')],
    [undefined, Buffer.from('GIF89a')],
    [undefined, Buffer.alloc(0)],
    [undefined, Buffer.alloc(200)],
    // BigTIFF, which the App Engine does not know.
    [undefined, Buffer.from([0x49, 0x49, 0x2b, 0])],
    [undefined, png(1, 1).subarray(0, 7)],
    [undefined, dicom(1, 1).subarray(0, 131)],
  ])('tells %s', (format, bytes) => expect(formatOf(bytes)).toBe(format))
})

describe('pngDimensions', () => {
  it('reads a PNG', async () => expect(await pngDimensions(from(png(640, 480)))).toEqual(size))

  it.each([
    ['a truncated one', png(1, 1).subarray(0, 20)],
    ['another chunk', Buffer.alloc(40)],
    ['no width', png(0, 1)],
  ])('gives nothing for %s', async (_, bytes) => expect(await pngDimensions(from(bytes))).toBeUndefined())
})

describe('jpegDimensions', () => {
  it.each([[0xc0], [0xc1], [0xc2]])('reads a frame of kind %i', async (frame) =>
    expect(await jpegDimensions(from(jpeg(640, 480, { frame })))).toEqual(size),
  )

  it('reads a grey one, and one with fill bytes', async () => {
    expect(await jpegDimensions(from(jpeg(640, 480, { components: 1 })))).toEqual(size)
    expect(await jpegDimensions(from(jpeg(640, 480, { fill: 7 })))).toEqual(size)
  })

  it.each([
    ['a lossless frame', jpeg(640, 480, { frame: 0xc3 })],
    ['CMYK, which Java cannot decode', jpeg(640, 480, { components: 4 })],
    ['12 bits', jpeg(640, 480, { precision: 12 })],
    ['no height', jpeg(640, 0)],
    ['a truncated one', jpeg(640, 480).subarray(0, 12)],
    ['nothing but fill bytes', Buffer.concat([jpeg(1, 1).subarray(0, 2), Buffer.alloc(500, 0xff)])],
    ['a segment that leads nowhere', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0])],
  ])('gives nothing for %s', async (_, bytes) => expect(await jpegDimensions(from(bytes))).toBeUndefined())
})

describe('readTiff', () => {
  it.each([
    ['little endian', tiff(640, 480, { samples: 3 })],
    ['big endian', tiff(640, 480, { samples: 3, bigEndian: true })],
  ])('reads %s', async (_, bytes) =>
    expect(await readTiff(from(bytes))).toEqual({ dimensions: size, samplesPerPixel: 3, isTiled: false }),
  )

  it('reads long numbers', async () =>
    expect(await readTiff(from(tiff(70000, 80000, {})))).toMatchObject({ dimensions: { width: 70000, height: 80000 } }))

  it('finds tiles and samples in any directory', async () => {
    const more = [new Map([[277, 3]]), new Map([[322, 256]])]
    expect(await readTiff(from(tiff(640, 480, { more })))).toEqual({
      dimensions: size,
      samplesPerPixel: 3,
      isTiled: true,
    })
  })

  it('takes the first directory to tell the samples', async () => {
    expect(await readTiff(from(tiff(1, 1, { samples: 1, more: [new Map([[277, 3]])] })))).toMatchObject({
      samplesPerPixel: 1,
    })
  })

  it.each([
    ['a directory behind the end', tiff(1, 1, { end: 5000 })],
    ['directories that lead round', tiff(1, 1, { end: 8 })],
    ['a truncated one', tiff(1, 1, {}).subarray(0, 15)],
    ['a bare signature', tiff(1, 1, {}).subarray(0, 4)],
  ])('gives nothing for %s', async (_, bytes) => expect(await readTiff(from(bytes))).toBeUndefined())
})

describe('dicomDimensions', () => {
  it('reads a DICOM file, whatever its pixels', async () => {
    expect(await dicomDimensions(from(dicom(640, 480)))).toEqual(size)
    expect(await dicomDimensions(from(dicom(640, 480, 1000)))).toEqual(size)
  })

  it('reads a deflated one, and no bomb', async () => {
    expect(await dicomDimensions(from(deflated(dicom(640, 480))))).toEqual(size)
    expect(
      await dicomDimensions(from(deflated(Buffer.concat([dicom(1, 1).subarray(0, 170), Buffer.alloc(80 << 20)])))),
    ).toBeUndefined()
  })

  it.each([
    ['no image', dicom(1, 1).subarray(0, -20)],
    ['no header', Buffer.alloc(200)],
    ['nothing', Buffer.alloc(0)],
  ])('gives nothing for %s', async (_, bytes) => expect(await dicomDimensions(from(bytes))).toBeUndefined())
})

it('never throws, whatever the bytes behind a signature', async () => {
  const starts = [
    png(9, 9),
    jpeg(9, 9),
    tiff(9, 9, { samples: 3 }),
    tiff(9, 9, { bigEndian: true }),
    dicom(9, 9),
    Buffer.alloc(0),
  ]
  const damaged = fc
    .tuple(
      fc.constantFrom(...starts),
      fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 8 }),
      fc.uint8Array({ maxLength: 300 }),
    )
    .map(([start, changes, rest]) => {
      const bytes = Buffer.concat([start, rest])
      for (const [at, byte] of changes) if (at < bytes.byteLength) bytes[at] = byte
      return bytes
    })
  await fc.assert(
    fc.asyncProperty(damaged, async (bytes) => {
      for (const read of [pngDimensions, jpegDimensions, readTiff, dicomDimensions]) await read(from(bytes))
    }),
  )
})

/** The same DICOM file in the transfer syntax that deflates what is behind the file's own header. */
function deflated(bytes: Buffer): Buffer {
  const syntax = Buffer.from('1.2.840.10008.1.2.1.99')
  const length = Buffer.alloc(4)
  length.writeUInt32LE(8 + syntax.byteLength)
  const head = [Buffer.alloc(128), Buffer.from('DICM'), Buffer.from([2, 0, 0, 0, 0x55, 0x4c, 4, 0]), length]
  const name = [Buffer.from([2, 0, 0x10, 0, 0x55, 0x49, syntax.byteLength, 0]), syntax]
  const dataStart = bytes.indexOf(Buffer.from([0x28, 0, 0x10, 0]))
  return Buffer.concat([...head, ...name, deflateRawSync(bytes.subarray(dataStart))])
}
