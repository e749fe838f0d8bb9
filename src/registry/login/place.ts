import { OciPackError } from '../../core/errors.js'
import { isRegistryHost } from '../../oci/reference.js'
import { dockerHubKey, normalizeKey } from '../authFile.js'

/** What one logs in to: a registry, or the repositories below a path of it. */
export interface LoginPlace {
  /** `docker.io`, `ghcr.io`, `127.0.0.1:5000`. */
  readonly host: string
  /** Empty, or `team`, `team/image`. */
  readonly path: string
  /** Its name in a file of credentials, as Docker writes it. */
  readonly key: string
}

/** Reads `[https://]HOST[:PORT][/PATH]`; `https://index.docker.io/v1/` is Docker Hub. @throws OciPackError `usage` */
export function parseLoginPlace(text: string): LoginPlace {
  const place = placeOfKey(text)
  if (isRegistryHost(place.host)) return place
  throw new OciPackError('usage', `${JSON.stringify(text)} is not a registry`, {
    hint: 'Write HOST[:PORT][/PATH], such as ghcr.io, registry.example:5000 or quay.io/team.',
  })
}

/** What a key in a file of credentials is for. */
export function placeOfKey(key: string): LoginPlace {
  const name = normalizeKey(key)
  const [, host = '', path = ''] = /^([^/]*)\/?(.*)$/s.exec(name) ?? []
  return { host, path, key: name === 'docker.io' ? dockerHubKey : name }
}

/** A place as people name it. */
export function formatLoginPlace({ host, path }: LoginPlace): string {
  return path === '' ? host : `${host}/${path}`
}
