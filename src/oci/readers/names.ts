import { familiarReference, formatReference, parseReference, withDefaultTag } from '../reference.js'

/** A name as Docker shows it; one that is none stays as it is. */
export function familiarName(name: string): string {
  return parsed(name, familiarReference)
}

/** As `familiarName`, with the tag that Docker adds. */
export function taggedName(name: string): string {
  return parsed(name, (reference) => familiarReference(withDefaultTag(reference)))
}

/** A name with all that Docker leaves out. */
export function fullName(name: string): string {
  return parsed(name, formatReference)
}

/** A name as Podman has it: what has no registry is this machine's own, what has no tag is the latest. */
export function podmanName(name: string): string {
  const first = name.slice(0, Math.max(0, name.indexOf('/')))
  const full = /[.:]/.test(first) || first === 'localhost' ? name : `localhost/${name}`
  return /:[^/]*$/.test(full) ? full : `${full}:latest`
}

function parsed(name: string, format: typeof formatReference): string {
  try {
    return format(parseReference(name))
  } catch {
    return name
  }
}
