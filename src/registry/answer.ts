import * as v from 'valibot'
import { withoutSecrets } from '../core/credentials.js'
import { OciPackError } from '../core/errors.js'
import type { Transient } from '../core/retry.js'
import { retryAfter, statusFailure } from '../http/answer.js'
import type { Answer } from '../http/transport.js'
import { parseJson } from '../oci/manifest.js'
import type { Right } from './scope.js'

/** Bytes of an error's text that are looked at. */
const maxErrorSize = 64 * 1024

/** The whole of a body that is small. @throws OciPackError `registry` when it has more than `limit` bytes; what the body throws */
export async function readAll(answer: Answer, limit: number, doing: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const bytes of answer.body) {
    size += bytes.byteLength
    if (size > limit) throw oddAnswer(`${doing}: the answer has more than ${limit} bytes`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

export const oddAnswerHint = 'Check the name, HOST[:PORT]/NAME, and what lies on the way, such as a proxy or a mirror.'

/** The error for an answer that is none that a registry may give. */
export function oddAnswer(message: string): OciPackError {
  return new OciPackError('registry', message, { hint: oddAnswerHint })
}

/** The error that an answer of status 400 or above is: with the registry's own words, and what to do. Reads the body. */
export async function refusal(answer: Answer, doing: string, right: Right = 'pull'): Promise<OciPackError | Transient> {
  const said = await ownWords(answer, doing)
  const { status } = answer
  const wait = status === 429 || status === 503 ? retryAfter(answer) : undefined
  const words = [said, wait === undefined ? '' : `to be tried again after ${Math.ceil(wait / 1000)} s`]
  const told = words.filter((text) => text !== '').join('; ')
  const message = `${doing}: HTTP status ${status}${told === '' ? '' : ` (${told})`}`
  const error = new OciPackError(status === 404 ? 'not-found' : 'registry', message, {
    hint:
      hints[right][status] ??
      (status === 400 && said === '' && answer.origin.startsWith('http:') ? maySpeakTls : undefined) ??
      (status >= 500 ? 'The registry, or a proxy before it, is in trouble: try again later.' : oddAnswerHint),
  })
  return statusFailure(answer, error)
}

/** Who speaks TLS refuses so what is not. */
const maySpeakTls =
  'It was spoken to by plain HTTP. If it speaks TLS, put ca.crt of its authority into /etc/containers/certs.d/HOST, or name a folder with --cert-dir.'
const mayPull = 'Check the name of the image. If it is private, log in with oci-pack login.'
const mayPush = 'Log in with oci-pack login, as somebody who may push to this repository.'
const hints: Readonly<Record<Right, Readonly<Record<number, string>>>> = {
  pull: {
    401: mayPull,
    403: mayPull,
    404: 'Check the name and the tag of the image.',
    429: 'The registry limits how much may be fetched: log in with oci-pack login, or name a mirror with --registry-mirror HOST=URL.',
  },
  push: {
    401: mayPush,
    403: mayPush,
    404: 'Check the name of the repository. Some registries want it to be made before it is pushed to.',
    405: 'The registry takes nothing: it may be a mirror, or be set to read only.',
    413: 'The registry, or a proxy before it, takes no request of that size: raise its limit (nginx: client_max_body_size).',
    429: 'The registry limits how much may be pushed: try again later.',
    507: 'The registry has no room left.',
  },
}

const errorDocument = v.object({
  errors: v.array(v.object({ code: v.optional(v.string(), ''), message: v.optional(v.string(), '') })),
})

/** What a registry says of an error (OCI distribution-spec, "Error Codes"), on one line. */
async function ownWords(answer: Answer, doing: string): Promise<string> {
  try {
    const bytes = await readAll(answer, maxErrorSize, doing)
    const { errors } = v.parse(errorDocument, parseJson(bytes, 'error'))
    const words = errors.map(({ code, message }) => message || code).filter((text) => text !== '')
    // A registry may repeat what it was told.
    return withoutSecrets(words.join('; '))
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .slice(0, 500)
  } catch {
    // The error that matters is the one that the status tells.
    return ''
  }
}
