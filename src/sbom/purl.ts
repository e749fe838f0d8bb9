import type { Package } from './package.js'

/** A package URL (purl-spec): `pkg:TYPE/NAMESPACE/NAME@VERSION?QUALIFIERS`. */
export interface PackageUrl {
  readonly type: string
  readonly namespace?: string | undefined
  readonly name: string
  readonly version?: string | undefined
  readonly qualifiers?: Readonly<Record<string, string | undefined>>
}

/** The canonical text of a package URL: qualifiers in order, those without a value left out. */
export function formatPurl({ type, namespace, name, version, qualifiers = {} }: PackageUrl): string {
  const path = [...(namespace?.split('/') ?? []), name].map(encode).join('/')
  const pairs = Object.entries(qualifiers)
    .flatMap(([key, value]) => (value ? [`${key}=${encode(value)}`] : []))
    .sort()
  const suffix = pairs.length > 0 ? `?${pairs.join('&')}` : ''
  return `pkg:${type}/${path}${version ? `@${encode(version)}` : ''}${suffix}`
}

/** The package URL of a package. */
export function purlOf({ type, namespace, name, version, architecture, qualifiers }: Package): string {
  return formatPurl({ type, namespace, name, version, qualifiers: { arch: architecture, ...qualifiers } })
}

/** All but letters, digits and `.-_~:` as the bytes of its UTF-8 (purl-spec, "Character encoding"). */
function encode(text: string): string {
  // Half a surrogate pair, which JSON can hold, becomes U+FFFD.
  return encodeURIComponent(Buffer.from(text).toString())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':')
}
