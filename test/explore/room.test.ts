import { expect, it } from 'vitest'
import { refuseTooMany } from '../../src/explore/room.js'

it('several images have room in one page while their files are not too many', () => {
  const image = (count: number) => ({
    place: 'images.tar',
    files: {
      name: new Array<string>(count),
      parent: [],
      kind: '',
      size: [],
      mode: [],
      uid: [],
      gid: [],
      mtime: [],
      layer: [],
      target: {},
    },
  })
  refuseTooMany([])
  refuseTooMany([image(3_000_000)])
  refuseTooMany([image(1_000_000), image(1_000_000)])
  expect(() => refuseTooMany([image(1_000_000), image(1_000_001)])).toThrow(
    'the images of images.tar have more than 2000000 files together',
  )
})
