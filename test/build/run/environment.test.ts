import { expect, test } from 'vitest'
import { environment } from '../../../src/build/run/environment.js'

const parts = {
  variables: new Map<string, string>(),
  buildArgs: new Map<string, string>(),
  home: '/home/app',
  planned: [],
  ready: [],
}
const made = (variables: Record<string, string>, buildArgs: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(
    environment({
      ...parts,
      variables: new Map(Object.entries(variables)),
      buildArgs: new Map(Object.entries(buildArgs)),
    }).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const),
  )

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

// Each as Docker was seen to make it.
test.each<[string, Record<string, string>, Record<string, string>, Record<string, string>]>([
  ['nothing', {}, {}, { PATH, HOME: '/home/app' }],
  ['ENV', { A: '1', PATH: '/x', HOME: '/y' }, {}, { A: '1', PATH: '/x', HOME: '/y' }],
  ['an empty PATH stays, an empty HOME does not', { PATH: '', HOME: '' }, {}, { PATH: '', HOME: '/home/app' }],
  [
    'proxies are there in both cases',
    {},
    { Http_Proxy: 'p' },
    { PATH, HOME: '/home/app', HTTP_PROXY: 'p', http_proxy: 'p' },
  ],
  [
    'proxies of the build hide those of the image',
    { HTTP_PROXY: 'own', no_proxy: 'n' },
    { HTTP_PROXY: 'p', OTHER: 'x' },
    { PATH, HOME: '/home/app', HTTP_PROXY: 'p', http_proxy: 'p', no_proxy: 'n' },
  ],
  ['an empty proxy is none', {}, { HTTP_PROXY: '' }, { PATH, HOME: '/home/app' }],
])('%s', (_, variables, buildArgs, expected) => {
  expect(made(variables, buildArgs)).toEqual(expected)
})
