import { expect, it } from 'vitest'
import type { Answer } from '../../../src/http/transport.js'
import { Target } from '../../../src/registry/push/target.js'
import { Session } from '../../../src/registry/session.js'

const target = new Target(
  new Session({ env: {} }),
  { host: 'registry.example', repository: 'a' },
  'cannot push it to',
  undefined,
)

/** An answer that names an address. */
const answer = (location?: string): Answer => ({
  status: 202,
  origin: 'https://registry.example',
  header: (name) => (name === 'location' ? location : undefined),
  body: (async function* () {})(),
  discard: () => Promise.resolve(),
})

it.each([
  ['/v2/a/blobs/uploads/1?x=y%3D', 'https://registry.example/v2/a/blobs/uploads/1?x=y%3D'],
  ['https://store.example/1', 'https://store.example/1'],
  ['https://registry.example:8443/1', 'https://registry.example:8443/1'],
  // What does not know that a proxy does the TLS before it.
  ['http://registry.example/v2/1', 'https://registry.example/v2/1'],
])('what is sent goes to %s as %s', (location, url) => {
  expect(target.locationOf(answer(location))?.href).toBe(url)
})

it('what is sent goes where it went before where no address is named', () => {
  expect(target.locationOf(answer())).toBeUndefined()
})

it.each([
  ['http://store.example/1', /from TLS to http:\/\/store\.example/],
  ['http://127.0.0.1:8080/1', /from TLS to http:\/\/127\.0\.0\.1:8080/],
  ['ftp://registry.example/1', /from TLS to ftp:/],
  ['http://', /ill-formed address/],
])('nothing is sent to %s', (location, message) => {
  expect(() => target.locationOf(answer(location))).toThrow(message)
})
