import type { Peer } from '../../http/peer.js'

/** Any server of files. Plain HTTP serves, as it does for Docker: who cares for what comes gives its digest. */
export const httpPeer: Peer = {
  code: 'source',
  allowsPlainHttp: () => true,
  hints: {
    noHost: 'Check the network and the address.',
    refused: 'Check the address, and that the server runs.',
    noTls: 'If the server is reached by plain HTTP, write http://.',
    untrusted: 'Give the authority that issued it in the environment variable SSL_CERT_FILE.',
    odd: 'Check the address, such as by curl -v, and the proxy where there is one (HTTPS_PROXY, HTTP_PROXY).',
  },
}
