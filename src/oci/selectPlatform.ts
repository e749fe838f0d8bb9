import { OciPackError } from '../core/errors.js'
import { formatPlatform, normalizePlatform, type Platform, samePlatform } from '../core/platform.js'
import type { Descriptor, Index } from './descriptor.js'

/**
 * The entry of an index that suits a platform best, as containerd chooses: the same platform, else the nearest older variant
 * (`arm/v7` takes `arm/v6`), else what the same processor executes too (`386` on `amd64`, `arm` on `arm64`), else an entry that
 * names no platform. Among equals the first wins. @throws OciPackError `not-found`, naming what there is
 */
export function selectPlatform(index: Index, platform: Platform, what: string): Descriptor {
  for (const wanted of compatible(normalizePlatform(platform))) {
    const found = index.manifests.find((entry) => entry.platform && samePlatform(entry.platform, wanted))
    if (found) return found
  }
  const unnamed = index.manifests.find((entry) => !entry.platform)
  if (unnamed) return unnamed
  const known = index.manifests.flatMap((entry) =>
    isAttestation(entry) || !entry.platform ? [] : [formatPlatform(entry.platform)],
  )
  throw new OciPackError('not-found', `${what} has no image for ${formatPlatform(platform)}`, {
    hint: known.length > 0 ? `It has: ${[...new Set(known)].join(', ')}. Choose one with --platform.` : undefined,
  })
}

/** Whether an index's entry tells about another one, as BuildKit's provenance does, and is no image itself. */
export function isAttestation(entry: Descriptor): boolean {
  return entry.annotations?.['vnd.docker.reference.type'] === 'attestation-manifest' || entry.platform?.os === 'unknown'
}

/** A platform and those that it can execute, the best first. */
function compatible({ os, architecture, variant }: Platform): Platform[] {
  const version = Number(/^v([1-9])$/.exec(variant ?? '')?.[1] ?? 0)
  const older = (lowest: number) =>
    Array.from({ length: Math.max(0, version - lowest) }, (_, i) => ({
      os,
      architecture,
      variant: `v${version - 1 - i}`,
    }))
  const same = variant === undefined ? { os, architecture } : { os, architecture, variant }
  switch (architecture) {
    case 'amd64':
      return [same, ...older(1), { os, architecture: '386' }]
    case 'arm':
      return [same, ...older(5)]
    case 'arm64':
      return [
        same,
        ...(variant === undefined ? [] : [{ os, architecture }]),
        ...compatible({ os, architecture: 'arm', variant: 'v8' }),
      ]
    default:
      return [same]
  }
}
