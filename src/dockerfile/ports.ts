import { isIP } from 'node:net'
import { OciPackError } from '../core/errors.js'

/**
 * The ports that EXPOSE's words name, as the image keeps them: `8080/tcp`, one for each port of a range. As Docker 28, a host part
 * (`127.0.0.1:80:8080`) is checked and then forgotten. @throws OciPackError `dockerfile`
 */
export function parsePorts(words: readonly string[]): string[] {
  return words.flatMap(portsOf)
}

function portsOf(word: string): string[] {
  const parts = word.split(':')
  const [containerPort = '', protocol = ''] = splitOnce(parts.pop() ?? '', '/')
  const hostPort = parts.pop() ?? ''
  const address = parts.join(':')
  if (address !== '' && isIP(address.replace(/^\[(.*)\]$/, '$1')) === 0) fail(word, `${address} is no IP address`)
  if (!/^(tcp|udp|sctp)?$/i.test(protocol)) fail(word, `the protocol ${protocol} is not tcp, udp or sctp`)
  const [first, last] = range(word, containerPort)
  if (hostPort !== '') {
    const [hostFirst, hostLast] = range(word, hostPort)
    if (first !== last && last - first !== hostLast - hostFirst) fail(word, 'the ranges differ in length')
  }
  return Array.from({ length: last - first + 1 }, (_, i) => `${first + i}/${protocol.toLowerCase() || 'tcp'}`)
}

function range(word: string, text: string): readonly [number, number] {
  const [from = '', to = from] = splitOnce(text, '-')
  const first = port(word, from)
  const last = port(word, to)
  return first <= last ? [first, last] : fail(word, 'the range ends before it begins')
}

function port(word: string, text: string): number {
  const number = /^\+?\d+$/.test(text) ? Number(text) : NaN
  return number <= 65_535 ? number : fail(word, `${JSON.stringify(text)} is not a port from 0 to 65535`)
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function fail(word: string, reason: string): never {
  throw new OciPackError('dockerfile', `invalid port ${JSON.stringify(word)}: ${reason}`, {
    hint: 'Write it like 8080, 8080/udp or 8000-8010/tcp.',
  })
}
