// Reads the inputs in /inputs and writes the outputs into /outputs. The Task succeeds where it ends with status 0.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

function main() {
  const values = readArray('values', readInteger)
  const offset = readInteger('offset')
  const factor = readNumber('factor')
  const descending = readBoolean('descending')
  const operation = readString('operation')
  const title = readString('title')
  const { width, height } = readPngSize('picture')

  const shifted = values.map((value) => value + offset)
  const sum = shifted.reduce((total, value) => total + value, 0)
  const results = { sum, mean: sum / shifted.length, maximum: Math.max(...shifted) }

  write('result', results[operation] * factor)
  writeArray(
    'sorted',
    shifted.toSorted((a, b) => (descending ? b - a : a - b)),
  )
  write('report', `${title}: the ${operation} of ${values.length} values, and a picture of ${width} x ${height} pixels`)
  write('table', `value,shifted\n${values.map((value, index) => `${value},${shifted[index]}\n`).join('')}`)
}

// One file a parameter, named as it, without a line end: an integer is 42, a boolean is true or false.

function readString(name) {
  return readFileSync(`/inputs/${name}`, 'utf8')
}

function readInteger(name) {
  const value = Number(readString(name))
  if (!Number.isInteger(value)) throw new Error(`the input ${name} is not an integer`)
  return value
}

function readNumber(name) {
  const value = Number(readString(name))
  if (Number.isNaN(value)) throw new Error(`the input ${name} is not a number`)
  return value
}

function readBoolean(name) {
  return readString(name) === 'true'
}

/** An array is a folder: array.yml says `size: 3`, and the items are 0, 1 and 2. An item may be an array again. */
function readArray(name, readItem) {
  const size = Number(readString(`${name}/array.yml`).replace('size:', ''))
  return Array.from({ length: size }, (_, index) => readItem(`${name}/${index}`))
}

function readPngSize(name) {
  const bytes = readFileSync(`/inputs/${name}`)
  if (bytes.length < 24 || bytes.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n')
    throw new Error(`the input ${name} is not a PNG image`)
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

function write(name, value) {
  writeFileSync(`/outputs/${name}`, String(value))
}

function writeArray(name, items) {
  mkdirSync(`/outputs/${name}`)
  write(`${name}/array.yml`, `size: ${items.length}`)
  items.forEach((item, index) => write(`${name}/${index}`, item))
}

try {
  main()
} catch (error) {
  console.error(`The Task failed: ${error.message}`)
  process.exitCode = 1
}
