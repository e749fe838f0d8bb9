import { OciPackError } from './errors.js'

/** What an image runs on (OCI image-spec, image-index.md, "platform"). */
export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant?: string
}

/** Other names of architectures. */
const aliases: ReadonlyMap<string, { architecture: string; variant?: string }> = new Map([
  ['x86_64', { architecture: 'amd64' }],
  ['x86-64', { architecture: 'amd64' }],
  ['i386', { architecture: '386' }],
  ['aarch64', { architecture: 'arm64' }],
  ['armhf', { architecture: 'arm', variant: 'v7' }],
  ['armel', { architecture: 'arm', variant: 'v6' }],
])

const systems: ReadonlySet<string> = new Set(['linux', 'windows', 'darwin', 'macos', 'freebsd'])

/** Architectures that may stand alone; beside a system's name, any may stand. */
const architectures: ReadonlySet<string> = new Set(
  ['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips', 'mipsle', 'mips64', 'mips64le'].concat(
    ['ppc64', 'ppc64le', 'riscv64', 's390x', 'wasm'],
    [...aliases.keys()],
  ),
)

/** A platform with the names and variants that containerd gives it: `aarch64` is `arm64`, `arm` is `arm/v7`, `arm64/v8` is `arm64`, `amd64/v1` is `amd64`. */
export function normalizePlatform(platform: Platform): Platform {
  const os = platform.os.toLowerCase() === 'macos' ? 'darwin' : platform.os.toLowerCase()
  const written = platform.architecture.toLowerCase()
  const known = aliases.get(written) ?? { architecture: written }
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
    throw refuse(text, 'is not os/architecture[/variant]')
  }
  const [first = '', second, third] = parts
  if (second === undefined) {
    if (systems.has(first.toLowerCase())) return normalizePlatform({ os: first, architecture: 'amd64' })
    if (architectures.has(first.toLowerCase())) return normalizePlatform({ os: 'linux', architecture: first })
    throw refuse(text, 'is no operating system or architecture that is known')
  }
  return normalizePlatform(
    third === undefined ? { os: first, architecture: second } : { os: first, architecture: second, variant: third },
  )
}

function refuse(text: string, why: string): OciPackError {
  return new OciPackError('usage', `platform ${JSON.stringify(text)} ${why}`, {
    hint: 'Write it like linux/amd64 or linux/arm64.',
  })
}

/** `os/arch` or `os/arch/variant`. */
export function formatPlatform(platform: Platform): string {
  return [platform.os, platform.architecture, ...(platform.variant ? [platform.variant] : [])].join('/')
}

/** The platform that a configuration names among other things; an empty variant is none. */
export function platformOf({ os, architecture, variant }: Platform): Platform {
  return variant ? { os, architecture, variant } : { os, architecture }
}

/** Whether two platforms are the same once normalised. */
export function samePlatform(a: Platform, b: Platform): boolean {
  return formatPlatform(normalizePlatform(a)) === formatPlatform(normalizePlatform(b))
}

/** What is built unless another is asked for: the platform of App Engine's nodes. */
export const defaultPlatform: Platform = { os: 'linux', architecture: 'amd64' }
