import { type Coordinates, exampleOf, geometryTypes, readCoordinates } from './coordinates.js'
import type { Problem } from './report.js'
import { quoted } from './shown.js'

type JsonObject = Readonly<Record<string, unknown>>

/** What is wrong with a text as a geometry in GeoJSON, by the rules of the App Engine and of JTS, the library that it judges by. */
export async function checkGeometry(text: string): Promise<Problem[]> {
  const geometry = parseObject(text)
  if (geometry === undefined)
    return [{ message: 'it is no GeoJSON', hint: 'Write a geometry, such as {"type":"Point","coordinates":[1,2]}.' }]
  const type = own(geometry, 'type')
  if (typeof type !== 'string' || !geometryTypes.includes(type)) return [wrongType(type)]
  const coordinates = readCoordinates(type, own(geometry, 'coordinates'))
  if (typeof coordinates === 'string') return [{ message: coordinates, hint: `Write them such as ${exampleOf(type)}.` }]
  return [...checkReference(geometry), ...checkProperties(geometry), ...(await checkTopology(type, coordinates))]
}

function wrongType(type: unknown): Problem {
  const message =
    typeof type === 'string' ? `${quoted(type)} is no type of geometry that the App Engine takes` : 'it has no type'
  if (type === 'Feature') return { message, hint: 'Write what its "geometry" holds.' }
  if (type === 'FeatureCollection' || type === 'GeometryCollection')
    return { message, hint: 'Write one geometry, or make the parameter an array of geometry.' }
  return { message, hint: `The types are ${geometryTypes.join(', ')}.` }
}

/** A `crs` must name its number behind the first colon. */
function checkReference(geometry: JsonObject): Problem[] {
  const crs = own(geometry, 'crs')
  if (crs === undefined || crs === null) return []
  const properties = isObject(crs) ? own(crs, 'properties') : undefined
  const name = isObject(properties) ? own(properties, 'name') : undefined
  if (typeof name === 'string' && /^[^:]*:[+-]?\d{1,9}(?::|$)/.test(name)) return []
  return [{ message: 'its crs is not understood by the App Engine', hint: 'Leave it out, or name it as EPSG:4326.' }]
}

/** Any properties are those of a circle or a rectangle, or none. */
function checkProperties(geometry: JsonObject): Problem[] {
  const properties = own(geometry, 'properties')
  if (properties === undefined || properties === null) return []
  if (!isObject(properties))
    return [{ message: 'its properties are no object', hint: 'Leave them out, or write an object.' }]
  if (Object.keys(properties).length === 0) return []
  const subType = own(properties, 'subType')
  if (subType !== 'Circle' && subType !== 'Rectangle')
    return [
      {
        message: 'its properties have no subType of Circle or Rectangle',
        hint: 'Leave the properties out, or give one.',
      },
    ]
  if (subType === 'Circle' && !Object.hasOwn(properties, 'radius'))
    return [{ message: 'its subType is Circle, and its properties have no radius', hint: 'Give the radius there.' }]
  return []
}

async function checkTopology(type: string, coordinates: Coordinates): Promise<Problem[]> {
  const [{ default: GeometryFactory }, { default: Reader }, { default: IsValidOp }] = await Promise.all([
    import('jsts/org/locationtech/jts/geom/GeometryFactory.js'),
    import('jsts/org/locationtech/jts/io/GeoJSONReader.js'),
    import('jsts/org/locationtech/jts/operation/valid/IsValidOp.js'),
  ])
  try {
    const check = new IsValidOp(new Reader(new GeometryFactory()).read({ type, coordinates }))
    if (check.isValid()) return []
    return [notValid(check.getValidationError().getMessage().toLowerCase())]
  } catch (error) {
    return [notValid(error instanceof Error ? error.message : String(error))]
  }
}

function notValid(why: string): Problem {
  return { message: `it is not valid: ${why}`, hint: 'Mend its coordinates, such as by make_valid of Shapely.' }
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}
