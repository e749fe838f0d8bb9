import { compareBytes } from '../../core/bytes.js'
import { withoutCredentials } from '../../core/credentials.js'
import type { Digest } from '../../core/digest.js'
import { familiarReference, parseReference, withDefaultTag } from '../../oci/reference.js'
import { dockerPurl, type Origin } from '../../sbom/documents/bill.js'
import type { Network } from '../network.js'

interface PulledImage {
  readonly origin: Origin
  /** Of its layers, the lowest first. */
  readonly diffIds: readonly Digest[]
}

/** What a build took from elsewhere, noted while it does. */
export class Materials {
  readonly #images = new Map<string, PulledImage>()
  readonly #others = new Map<string, Origin>()

  /** The same network; what it brings is noted. */
  noting(network: Network): Network {
    return {
      ...network,
      pull: async (reference, platform) => {
        const pulled = await network.pull(reference, platform)
        const named = withDefaultTag(parseReference(reference))
        const uri = dockerPurl(named, platform, pulled.named)
        const { host, repository, tag } = named
        const name = familiarReference(tag === undefined ? named : { host, repository, tag })
        const origin: Origin = { kind: 'image', name, uri, digest: pulled.named, isBase: false }
        this.#images.set(uri, { origin, diffIds: pulled.image.layers.map(({ diffId }) => diffId) })
        return pulled
      },
      download: async (address, expected) => {
        const file = await network.download(address, expected)
        const uri = withoutCredentials(address)
        this.#others.set(`${uri} ${file.digest}`, { kind: 'file', name: uri, uri, digest: file.digest, isBase: false })
        return file
      },
      git: {
        resolve: async (reference) => {
          const resolved = await network.git.resolve(reference)
          const place = gitPlace(reference.remote)
          const name = reference.ref === undefined ? place : `${place}#${reference.ref}`
          const uri = `${place}@${resolved.commit}`
          this.#others.set(`${name} ${uri}`, { kind: 'git', name, uri, isBase: false })
          return resolved
        },
        tree: (reference, commit) => network.git.tree(reference, commit),
      },
    }
  }

  /** All of it, in the order of its places; an image whose layers are the lowest of `layers` is what was built FROM. */
  origins(layers: readonly { readonly diffId: Digest }[]): Origin[] {
    const images = [...this.#images.values()].map(({ origin, diffIds }) => {
      const isBase = diffIds.length > 0 && diffIds.every((diffId, i) => layers[i]?.diffId === diffId)
      return { ...origin, isBase }
    })
    return [...images, ...this.#others.values()].sort((a, b) => compareBytes(keyOf(a), keyOf(b)))
  }
}

function keyOf({ kind, uri, name }: Origin): string {
  return `${kind} ${uri} ${name}`
}

/** A repository as SPDX and in-toto write it: `git+https://host/path`. */
function gitPlace(remote: string): string {
  const shown = withoutCredentials(remote)
  const [, user, host, path] = /^([^/:@]+)@([^/:]+):(.*)$/.exec(shown) ?? []
  return host === undefined ? `git+${shown}` : `git+ssh://${user ?? ''}@${host}/${path ?? ''}`
}
