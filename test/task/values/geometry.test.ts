import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkGeometry } from '../../../src/task/values/geometry.js'

const square = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]] // prettier-ignore
const hole = [[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]] // prettier-ignore
const outside = [[9, 9], [10, 9], [10, 10], [9, 9]] // prettier-ignore
const bowTie = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]] // prettier-ignore

const check = async (value: unknown): Promise<string[]> =>
  (await checkGeometry(typeof value === 'string' ? value : JSON.stringify(value))).map(({ message }) => message)

describe('takes', () => {
  it.each<[unknown]>([
    [{ type: 'Point', coordinates: [1, 2] }],
    [{ type: 'Point', coordinates: [1, 2, 3] }],
    [{ type: 'Point', coordinates: [1, 2], properties: null }],
    [{ type: 'Point', coordinates: [1, 2], properties: {} }],
    [{ type: 'MultiPoint', coordinates: [[1, 2], [1, 2]] }], // prettier-ignore
    [{ type: 'LineString', coordinates: [[0, 0], [1, 1]] }], // prettier-ignore
    [{ type: 'MultiLineString', coordinates: [square, hole] }],
    [{ type: 'Polygon', coordinates: [square] }],
    [{ type: 'Polygon', coordinates: [square, hole] }],
    [{ type: 'MultiPolygon', coordinates: [[square, hole], [outside]] }],
    [{ type: 'Point', coordinates: [1, 2], properties: { subType: 'Circle', radius: 3 } }],
    [{ type: 'Polygon', coordinates: [square], properties: { subType: 'Rectangle' } }],
    [{ type: 'Point', coordinates: [1, 2], crs: { type: 'name', properties: { name: 'EPSG:4326' } } }],
  ])('%j', async (value) => expect(await check(value)).toEqual([]))
})

describe('refuses', () => {
  it.each<[unknown, RegExp]>([
    ['', /no GeoJSON/],
    ['POINT (1 2)', /no GeoJSON/],
    ['[1,2]', /no GeoJSON/],
    ['null', /no GeoJSON/],
    ['{"type":"Point","coordinates":[1,NaN]}', /no GeoJSON/],
    ['{"type":"Point","coordinates":[1,1e999]}', /too large/],
    ['['.repeat(100_000), /no GeoJSON/],
    [{}, /no type/],
    [{ type: 'point', coordinates: [1, 2] }, /"point" is no type/],
    [{ type: 'Circle', coordinates: [1, 2] }, /"Circle" is no type/],
    [{ type: 'Feature', geometry: { type: 'Point', coordinates: [1, 2] }, properties: {} }, /"Feature" is no type/],
    [{ type: 'FeatureCollection', features: [] }, /"FeatureCollection" is no type/],
    [{ type: 'GeometryCollection', geometries: [] }, /"GeometryCollection" is no type/],
    [{ type: 'constructor', coordinates: [1, 2] }, /"constructor" is no type/],
    [{ type: 'Point' }, /not in lists/],
    [{ type: 'Point', coordinates: [] }, /pairs of numbers/],
    [{ type: 'Point', coordinates: [1] }, /pairs of numbers/],
    [{ type: 'Point', coordinates: ['1', '2'] }, /pairs of numbers/],
    [{ type: 'Point', coordinates: [[1, 2]] }, /pairs of numbers/],
    [{ type: 'Polygon', coordinates: [] }, /no coordinates/],
    [{ type: 'Polygon', coordinates: square }, /not in lists|pairs/],
    [{ type: 'Polygon', coordinates: [square.slice(0, 3)] }, /3 points in a row/],
    [{ type: 'Polygon', coordinates: [square.slice(0, 4)] }, /does not end/],
    [{ type: 'Polygon', coordinates: [bowTie] }, /not valid: self-intersection/],
    [{ type: 'Polygon', coordinates: [square, outside] }, /not valid: hole lies outside shell/],
    [{ type: 'Polygon', coordinates: [square, hole, hole] }, /not valid/],
    [{ type: 'Polygon', coordinates: [[[0, 0], [0, 0], [0, 0], [0, 0]]] }, /not valid/], // prettier-ignore
    [{ type: 'MultiPolygon', coordinates: [[square], [hole]] }, /not valid/],
    [{ type: 'LineString', coordinates: [[0, 0]] }, /1 points in a row/],
    [{ type: 'LineString', coordinates: [[0, 0], [0, 0]] }, /not valid: too few/], // prettier-ignore
    [{ type: 'Point', coordinates: [1, 2], properties: { name: 'x' } }, /subType/],
    [{ type: 'Point', coordinates: [1, 2], properties: { subType: 'Square' } }, /subType/],
    [{ type: 'Point', coordinates: [1, 2], properties: { subType: 'Circle' } }, /no radius/],
    [{ type: 'Point', coordinates: [1, 2], properties: 'x' }, /no object/],
    [{ type: 'Point', coordinates: [1, 2], crs: { properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } } }, /crs/],
  ])('%j', async (value, message) => {
    expect(await check(value)).toEqual([expect.stringMatching(message)])
  })
})

it('never throws, whatever it is given', async () => {
  const value = fc.oneof(
    fc.json(),
    fc
      .record({ type: fc.constantFrom('Point', 'Polygon', 'MultiPolygon', 'LineString'), coordinates: fc.jsonValue() })
      .map((g) => JSON.stringify(g)),
  )
  await fc.assert(
    fc.asyncProperty(value, async (text) => {
      expect(await checkGeometry(text)).toBeInstanceOf(Array)
    }),
  )
})
