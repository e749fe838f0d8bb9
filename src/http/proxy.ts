import { isIP } from 'node:net'
import { OciPackError } from '../core/errors.js'
import { isLoopback } from './loopback.js'
import { inRange } from './range.js'

type Env = Readonly<Record<string, string | undefined>>

/** The proxy that a URL is to be reached through, by HTTPS_PROXY, HTTP_PROXY and NO_PROXY in either case, or undefined. @throws OciPackError `usage` */
export function proxyFor(url: URL, env: Env): URL | undefined {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const written = env[name.toLowerCase()] || env[name]
  if (!written || isLoopback(url.host) || isExempt(url, env['no_proxy'] || env['NO_PROXY'] || '')) return undefined
  const address = written.includes('://') ? written : `http://${written}`
  const proxy = URL.canParse(address) ? new URL(address) : undefined
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy
  throw new OciPackError('usage', `the environment variable ${name} is not the address of an HTTP proxy`, {
    hint: 'Write it like http://proxy.example:3128.',
  })
}

/** Whether NO_PROXY names a URL's host: by `*`, a domain that stands for those below it too, an address, or a range of them. */
function isExempt(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return noProxy.split(/[\s,]+/).some((entry) => {
    if (entry === '') return false
    if (entry === '*') return true
    if (entry.includes('/')) return inRange(host, entry)
    const [, written = '', onlyPort] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [entry, entry]
    if (onlyPort !== undefined && onlyPort !== port) return false
    const name = written
      .toLowerCase()
      .replace(/^\[|\]$/g, '')
      .replace(/^\*?\./, '')
    return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`))
  })
}
