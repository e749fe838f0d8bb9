import { existsSync } from 'node:fs'
import { OciPackError } from '../../core/errors.js'
import { parseReference, type Reference } from '../../oci/reference.js'

/** How images are kept on this machine. */
export type Format = 'docker-archive' | 'oci-archive' | 'oci'

/** A place on this machine. */
export interface PathPlace {
  readonly kind: 'path'
  /** As it was written. */
  readonly text: string
  /** `-` is standard output. */
  readonly path: string
  /** Undefined where it is to be seen from what is there. */
  readonly format?: Format | undefined
  /** What an image is called there: a reference, or in a layout a tag. */
  readonly name?: string | undefined
}

/** Where images come from and go to. */
export type Place = PathPlace | { readonly kind: 'registry'; readonly text: string; readonly reference: Reference }

const formats: Readonly<Record<string, Format>> = {
  'docker-archive': 'docker-archive',
  'oci-archive': 'oci-archive',
  oci: 'oci',
  // What build contexts call it.
  'oci-layout': 'oci',
}

/** What skopeo knows besides, and this program does not. */
const foreign = /^(containers-storage|docker-daemon|dir|ostree|sif|tarball):/

const hint = 'Write docker://NAME, docker-archive:FILE[:NAME], oci-archive:FILE[:TAG] or oci:FOLDER[:TAG].'

/**
 * Reads a place as skopeo and people write it: `docker://NAME` or a reference alone; `docker-archive:FILE[:NAME]`, `oci-archive:FILE[:TAG]`,
 * `oci:FOLDER[:TAG]`; a path that begins with `/`, `./` or `../` or ends in `.tar` or `.zip`, or that is there and could be no reference; `-`.
 * @throws OciPackError `usage` for a word that could be two things, `reference`
 */
export function parsePlace(text: string): Place {
  if (text.startsWith('docker://')) {
    return { kind: 'registry', text, reference: parseReference(text.slice('docker://'.length)) }
  }
  const at = text.indexOf(':')
  const prefix = text.slice(0, Math.max(0, at))
  const format = Object.hasOwn(formats, prefix) ? formats[prefix] : undefined
  if (format) return formattedPlace(text, format, text.slice(at + 1))
  if (foreign.test(text)) throw new OciPackError('usage', `${text}: ${prefix} is no place that is known here`, { hint })
  if (isPath(text)) return { kind: 'path', text, path: text }
  const reference = referenceIn(text)
  if (!existsSync(text)) return { kind: 'registry', text, reference: reference ?? parseReference(text) }
  if (!reference) return { kind: 'path', text, path: text }
  throw new OciPackError('usage', `${text} is something here, and could be an image's name in a registry too`, {
    hint: `Write ./${text} for what is here, or docker://${text}.`,
  })
}

function formattedPlace(text: string, format: Format, rest: string): Place {
  const at = rest.indexOf(':')
  const path = at < 0 ? rest : rest.slice(0, at)
  const name = at < 0 ? undefined : rest.slice(at + 1)
  if (path === '' || name === '')
    throw new OciPackError('usage', `${text}: the ${path === '' ? 'path' : 'name'} is missing`, { hint })
  return { kind: 'path', text, path, format, name }
}

function isPath(text: string): boolean {
  return text === '-' || /^(\.{0,2}\/|\.{1,2}$)/.test(text) || /\.(tar|zip)$/.test(text)
}

function referenceIn(text: string): Reference | undefined {
  try {
    return parseReference(text)
  } catch {
    return undefined
  }
}
