import { describe, expect, it } from 'vitest'
import { proxyFor } from '../../src/http/proxy.js'

const proxies = { HTTPS_PROXY: 'http://secure.example:1', HTTP_PROXY: 'plain.example:2' }

describe('proxyFor', () => {
  it.each([
    ['https://a.example/', {}, 'http://secure.example:1/'],
    ['http://a.example/', {}, 'http://plain.example:2/'],
    ['http://a.example/', { http_proxy: 'http://lower.example:3' }, 'http://lower.example:3/'],
    ['https://a.example/', { HTTPS_PROXY: '' }, undefined],
    ['http://127.0.0.1:5000/', {}, undefined],
    ['http://localhost/', {}, undefined],
    ['https://a.example/', { NO_PROXY: '*' }, undefined],
    ['https://a.example/', { NO_PROXY: 'b.example,a.example' }, undefined],
    ['https://x.a.example/', { NO_PROXY: 'a.example' }, undefined],
    ['https://x.a.example/', { NO_PROXY: '.a.example' }, undefined],
    ['https://xa.example/', { NO_PROXY: 'a.example' }, 'http://secure.example:1/'],
    ['https://a.example:8443/', { NO_PROXY: 'a.example:443' }, 'http://secure.example:1/'],
    ['https://a.example/', { NO_PROXY: 'a.example:443' }, undefined],
    ['https://10.1.2.3/', { no_proxy: '10.0.0.0/8' }, undefined],
    ['https://11.1.2.3/', { no_proxy: '10.0.0.0/8' }, 'http://secure.example:1/'],
    ['https://[fd00::1]/', { no_proxy: 'fd00::/8' }, undefined],
    ['https://[fd00::1]/', { no_proxy: '[fd00::1]' }, undefined],
    ['https://a.example/', { no_proxy: '10.0.0.0/99, x/y' }, 'http://secure.example:1/'],
  ])('%s with %j: %s', (url, env, expected) => {
    expect(proxyFor(new URL(url), { ...proxies, ...env })?.href).toBe(expected)
  })

  it('refuses what is no proxy, without showing it', () => {
    const env = { HTTPS_PROXY: 'socks5://me:secret@proxy.example' }
    expect(() => proxyFor(new URL('https://a.example'), env)).toThrow(/HTTPS_PROXY is not the address/)
    expect(() => proxyFor(new URL('https://a.example'), env)).not.toThrow(/secret/)
  })
})
