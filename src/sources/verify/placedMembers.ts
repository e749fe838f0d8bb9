import type { TarEnd } from '../../oci/tar/read.js'
import { faultOf } from '../../oci/verify/faultOf.js'
import type { ListedMembers } from '../../oci/verify/gatherFacts.js'
import type { Member } from '../../oci/verify/members.js'
import type { StoredFile } from '../files.js'
import type { PlacedEntry } from '../placedEntries.js'

/** A member and where its bytes lie. */
export interface PlacedMember extends Member {
  readonly file: StoredFile
}

export function isPlaced(member: Member): member is PlacedMember {
  return 'file' in member
}

/** The members of an archive whose entries are read one by one. What is wrong with it is told. @throws OciPackError `io` */
export async function placedMembers(
  entries: AsyncGenerator<PlacedEntry, TarEnd>,
): Promise<ListedMembers<PlacedMember>> {
  const members: PlacedMember[] = []
  try {
    for (;;) {
      const next = await entries.next()
      if (next.done) return { members, end: next.value }
      const { header, file, sparse } = next.value
      const { path: name, type, size, linkPath } = header
      members.push({ name, type, size, linkPath, isSparse: sparse !== undefined, file })
    }
  } catch (error) {
    return { members, fault: faultOf(error) }
  }
}
