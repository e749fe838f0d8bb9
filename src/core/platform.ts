import { OciPackError } from './errors.js'

/** What an image runs on (OCI image-spec, image-index.md, "platform"). */
export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant?: string
}

const architectures: Record<string, { architecture: string; variant?: string }> = {
  x86_64: { architecture: 'amd64' },
  'x86-64': { architecture: 'amd64' },
  amd64: { architecture: 'amd64' },
  i386: { architecture: '386' },
  aarch64: { architecture: 'arm64' },
  arm64: { architecture: 'arm64' },
  armhf: { architecture: 'arm', variant: 'v7' },
  armel: { architecture: 'arm', variant: 'v6' },
  arm: { architecture: 'arm' },
}

/** A platform with the names and variants that containerd gives it: `aarch64` is `arm64`, `arm` is `arm/v7`, `arm64/v8` is `arm64`, `amd64/v1` is `amd64`. */
export function normalizePlatform(platform: Platform): Platform {
  const os = platform.os.toLowerCase() === 'macos' ? 'darwin' : platform.os.toLowerCase()
  const written = platform.architecture.toLowerCase()
  const known = architectures[written] ?? { architecture: written }
  let variant = (platform.variant ?? known.variant ?? '').toLowerCase()
  if (known.architecture === 'arm64' && (variant === '8' || variant === 'v8')) variant = ''
  if (known.architecture === 'amd64' && variant === 'v1') variant = ''
  if (known.architecture === 'arm') variant = variant === '' ? 'v7' : /^[5-8]$/.test(variant) ? `v${variant}` : variant
  return variant ? { os, architecture: known.architecture, variant } : { os, architecture: known.architecture }
}

/** The platform that `os/arch[/variant]` spells, or `os` or `arch` alone, as Docker reads them. @throws OciPackError `usage` */
export function parsePlatform(text: string): Platform {
  const parts = text.split('/')
  if (parts.length > 3 || parts.some((part) => !/^[A-Za-z0-9_.-]+$/.test(part))) {
    throw new OciPackError('usage', `platform ${JSON.stringify(text)} is not os/architecture[/variant]`, {
      hint: 'Write it like linux/amd64 or linux/arm64.',
    })
  }
  const [first = '', second, third] = parts
  if (second === undefined) {
    const os = ['linux', 'windows', 'darwin', 'macos', 'freebsd'].includes(first.toLowerCase())
    return normalizePlatform(os ? { os: first, architecture: 'amd64' } : { os: 'linux', architecture: first })
  }
  return normalizePlatform(
    third === undefined ? { os: first, architecture: second } : { os: first, architecture: second, variant: third },
  )
}

/** `os/arch` or `os/arch/variant`. */
export function formatPlatform(platform: Platform): string {
  return [platform.os, platform.architecture, ...(platform.variant ? [platform.variant] : [])].join('/')
}

/** Whether two platforms are the same once normalised. */
export function samePlatform(a: Platform, b: Platform): boolean {
  return formatPlatform(normalizePlatform(a)) === formatPlatform(normalizePlatform(b))
}

/** What is built unless another is asked for: the platform of App Engine's nodes. */
export const defaultPlatform: Platform = { os: 'linux', architecture: 'amd64' }
