import { expect, test } from 'vitest'
import { Blobs } from '../../../../src/explore/page/check/blobs.js'

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

test('what is kept under one name stays apart', async () => {
  const blobs = new Blobs()
  const kept = [await blobs.keep('image', once('first')), await blobs.keep('image', once('second'))]
  expect(await Promise.all(kept.map((file) => blobs.get(file).text()))).toEqual(['first', 'second'])
})
