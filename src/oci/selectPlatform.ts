import { OciPackError } from '../core/errors.js'
import { formatPlatform, normalizePlatform, type Platform, samePlatform } from '../core/platform.js'
import type { Descriptor, Index } from './descriptor.js'

/**
 * The image of an index that suits a platform best (see `bestPlatform`). `what` names the index in errors.
 * @throws OciPackError `not-found`, naming the platforms that there are
 */
export function selectPlatform(index: Index, platform: Platform, what: string): Descriptor {
  const images = index.manifests.filter((entry) => !isAttestation(entry))
  const found = bestPlatform(images, platform)
  if (found) return found
  throw noSuchPlatform(images, platform, what)
}

/**
 * The entry that suits a platform best, as containerd chooses: the same platform, else the nearest older variant (`arm/v7` takes
 * `arm/v6`), else what the same processor executes too (`386` on `amd64`, `arm` on `arm64`), else one that names no platform. Among
 * equals the first wins; undefined where none suits.
 */
export function bestPlatform<T extends { readonly platform?: Platform }>(
  entries: readonly T[],
  platform: Platform,
): T | undefined {
  for (const wanted of executable(normalizePlatform(platform))) {
    const found = entries.find((entry) => entry.platform && samePlatform(entry.platform, wanted))
    if (found) return found
  }
  return entries.find((entry) => !entry.platform)
}

/** The error that says which platforms there are instead of the wanted one. */
export function noSuchPlatform(
  entries: readonly { readonly platform?: Platform }[],
  wanted: Platform,
  what: string,
): OciPackError {
  const known = new Set(entries.flatMap(({ platform }) => (platform ? [formatPlatform(platform)] : [])))
  return new OciPackError('not-found', `${what} has no image for ${formatPlatform(wanted)}`, {
    hint:
      known.size > 0
        ? `It has: ${[...known].join(', ')}. Choose one with --platform.`
        : 'It has no image at all: name another one.',
  })
}

/** Whether an index's entry tells about another one, as BuildKit's provenance does, and is no image itself. */
export function isAttestation({ annotations, platform }: Descriptor): boolean {
  return annotations?.['vnd.docker.reference.type'] === 'attestation-manifest' || platform?.os === 'unknown'
}

/** A normalised platform and those that it executes too, the best first. */
function executable({ os, architecture, variant }: Platform): Platform[] {
  const same = variant === undefined ? { os, architecture } : { os, architecture, variant }
  const version = Number(/^v([1-9])$/.exec(variant ?? '')?.[1] ?? 0)
  const older = (oldest: number): Platform[] => {
    const versions = Array.from({ length: Math.max(0, version - oldest) }, (_, i) => version - 1 - i)
    return versions.map((n) => ({ os, architecture, variant: `v${n}` }))
  }
  switch (architecture) {
    case 'amd64':
      return [same, ...older(1), { os, architecture: '386' }]
    case 'arm':
      return [same, ...older(5)]
    case 'arm64':
      return [same, ...older(8), ...executable({ os, architecture: 'arm', variant: 'v8' })]
    default:
      return [same]
  }
}
