import { parsePlatform } from '../../core/platform.js'
import { familiarReference, parseReference } from '../../oci/reference.js'
import type { Choice } from '../../sources/candidate.js'
import type { ImageChoice } from '../options.js'

/** A name as Docker shows it: without the registry where that is Docker Hub. A layout's mere tag stays as it is. */
export function shortName(name: string): string {
  return name.startsWith('docker.io/') ? familiarReference(parseReference(name)) : name
}

/** A choice among an archive's images, as its reader takes it. */
export function archiveChoice({ name, platform }: ImageChoice): Choice {
  return {
    ...(name === undefined ? {} : { name }),
    ...(platform === undefined ? {} : { platform: parsePlatform(platform) }),
  }
}
