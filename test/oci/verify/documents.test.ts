import { expect, test } from 'vitest'
import { readDocuments } from '../../../src/oci/verify/documents.js'
import { type Member, Members } from '../../../src/oci/verify/members.js'

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`
const blob = (letter: string): string => `blobs/sha256/${letter.repeat(64)}`

/** Reads documents that are given as values; gives what is found, and how often each was read. */
async function read(documents: Record<string, unknown>, size = 100) {
  const members = Object.keys(documents).map((name): Member => ({
    name,
    type: 'file',
    size,
    linkPath: '',
    isSparse: false,
  }))
  const asked: string[] = []
  const found = await readDocuments(new Members(members), async ({ name }) => {
    asked.push(name)
    return documents[name]
  })
  return { ...found, asked }
}

test('an index that names itself, or another again and again, comes to an end', async () => {
  const itself = { manifests: [{ digest: digest('a') }] }
  const deep = await read({ 'index.json': itself, [blob('a')]: itself })
  expect(deep.faults.map(({ message }) => message).join()).toMatch(/nested more than 4 deep/)
  const many = { manifests: Array.from({ length: 1000 }, () => ({ digest: digest('a') })) }
  const wide = await read({ 'index.json': many, [blob('a')]: many })
  expect(wide.faults.map(({ message }) => message).join()).toMatch(/more than 10000 images/)
  expect(wide.asked).toEqual(['index.json', blob('a')])
})

test('documents are read until they are too many', async () => {
  const manifests = Array.from('abcdef0123456789', (letter) => ({ digest: digest(letter) }))
  const blobs = Object.fromEntries(Array.from('abcdef0123456789', (letter) => [blob(letter), { manifests: [] }]))
  const { asked } = await read({ 'index.json': { manifests }, ...blobs }, 8 * 1024 * 1024)
  expect(asked).toHaveLength(8)
})

test.each<[string, unknown, RegExp]>([
  ['no list', {}, /no JSON list/],
  ['nothing', undefined, /no JSON list/],
  ['an image without a Config', [{ Layers: [] }], /without a Config/],
  ['what is no image', [7], /without a Config/],
])('manifest.json that is %s', async (_, document, message) => {
  const { faults, images } = await read({ 'manifest.json': document })
  expect(images).toEqual([])
  expect(faults.map((fault) => fault.message).join()).toMatch(message)
})

test.each<[string, unknown, RegExp]>([
  ['no object', [], /no JSON object/],
  ['an entry without a digest', { manifests: [{}] }, /no digest that is one/],
  ['an entry with a path for a digest', { manifests: [{ digest: '../../etc:passwd' }] }, /no digest that is one/],
])('index.json that is %s', async (_, document, message) => {
  const { faults } = await read({ 'index.json': document })
  expect(faults.map((fault) => fault.message).join()).toMatch(message)
})

test('what a nested index names and is not there is passed over, what index.json names is missing', async () => {
  const { missing, images } = await read({
    'index.json': { manifests: [{ digest: digest('a') }, { digest: digest('b') }] },
    [blob('a')]: { manifests: [{ digest: digest('c') }, { digest: digest('d') }] },
    [blob('c')]: { config: { digest: digest('e') }, layers: [] },
  })
  expect(missing).toEqual([blob('b')])
  expect(images).toMatchObject([{ nested: true, config: { name: blob('e') } }])
})
