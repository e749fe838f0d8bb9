import type { Words } from '../../instruction.js'
import { parsePorts } from '../../ports.js'
import type { Report } from '../report.js'

/** ExposeProtoCasing, ExposeInvalidFormat, of expanded words. @throws OciPackError `dockerfile` on what is no port */
export function checkPorts({ location }: Words, words: readonly string[], report: Report): void {
  for (const word of words) {
    const [port = '', ...before] = word.split(':').reverse()
    const protocol = port.split('/').slice(1).join('/')
    if (/^(tcp|udp|sctp)$/i.test(protocol) && protocol !== protocol.toLowerCase()) {
      report('ExposeProtoCasing', location, `The protocol of ${word} has capitals`, `Write ${word.toLowerCase()}.`)
    }
    if (before.some((part) => part !== '')) {
      const message = `${word} names an address or a port of the host, which an image cannot ask for`
      report('ExposeInvalidFormat', location, message, `Write EXPOSE ${port}; docker run -p says the rest.`)
    }
    parsePorts([word])
  }
}
