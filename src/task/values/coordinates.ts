/** How deep a geometry's coordinates lie in lists, and how many of them its lines and rings need. */
interface Shape {
  readonly depth: number
  readonly least: number
  readonly closed: boolean
  /** In JSON. */
  readonly example: string
}

const shapes: ReadonlyMap<string, Shape> = new Map([
  ['Point', { depth: 0, least: 1, closed: false, example: '[1,2]' }],
  ['MultiPoint', { depth: 1, least: 1, closed: false, example: '[[1,2],[3,4]]' }],
  ['LineString', { depth: 1, least: 2, closed: false, example: '[[1,2],[3,4]]' }],
  ['MultiLineString', { depth: 2, least: 2, closed: false, example: '[[[1,2],[3,4]]]' }],
  ['Polygon', { depth: 2, least: 4, closed: true, example: '[[[0,0],[9,0],[9,9],[0,0]]]' }],
  ['MultiPolygon', { depth: 3, least: 4, closed: true, example: '[[[[0,0],[9,0],[9,9],[0,0]]]]' }],
])

/** The geometry types that the App Engine takes. */
export const geometryTypes: readonly string[] = [...shapes.keys()]

/** How the coordinates of a geometry are written: an example in JSON. */
export function exampleOf(type: string): string {
  return shapes.get(type)?.example ?? ''
}

/** Coordinates in lists of lists, of two ordinates each: the others do not matter to whether a geometry is valid. */
export type Coordinates = readonly (number | Coordinates)[]

/** The coordinates of a geometry of a known type; a sentence that tells what is wrong where they are none. */
export function readCoordinates(type: string, value: unknown): Coordinates | string {
  const shape = shapes.get(type)
  return shape ? readLists(value, shape, shape.depth) : `${type} is no type of geometry`
}

function readLists(value: unknown, shape: Shape, depth: number): Coordinates | string {
  if (!Array.isArray(value)) return 'its coordinates are not in lists as its type asks for'
  if (depth === 0) return readPosition(value)
  if (value.length === 0) return 'it has no coordinates'
  const lists: Coordinates[] = []
  for (const item of value as unknown[]) {
    const list = readLists(item, shape, depth - 1)
    if (typeof list === 'string') return list
    lists.push(list)
  }
  return (depth === 1 && wrongLine(lists, shape)) || lists
}

function readPosition(value: readonly unknown[]): Coordinates | string {
  const [x, y, z] = value
  if (typeof x !== 'number' || typeof y !== 'number' || (z !== undefined && typeof z !== 'number'))
    return 'its coordinates are not pairs of numbers'
  return Number.isFinite(x) && Number.isFinite(y) ? [x, y] : 'a coordinate is too large for a number'
}

function wrongLine(line: readonly Coordinates[], { least, closed }: Shape): string | undefined {
  if (line.length < least) return `it has ${line.length} points in a row, at least ${least} are needed`
  const [first, last] = [line[0], line.at(-1)]
  if (closed && (first?.[0] !== last?.[0] || first?.[1] !== last?.[1]))
    return 'a ring does not end at the point where it begins'
  return undefined
}
