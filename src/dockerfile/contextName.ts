import { familiarReference, parseReference } from '../oci/reference.js'

/**
 * The name by which a build context is known. Names are those of images: `busybox`, `busybox:latest` and `docker.io/library/busybox` are
 * one. @throws OciPackError `reference`
 */
export function contextName(name: string): string {
  return familiarReference(parseReference(name)).replace(/:latest$/, '')
}

/** A stage of such a name is always the Dockerfile's own. */
export const reservedNames: ReadonlySet<string> = new Set(['context', 'scratch'])
