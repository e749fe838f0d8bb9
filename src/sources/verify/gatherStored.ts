import type { ArchiveFacts } from '../../oci/verify/facts.js'
import { gatherFacts, type Listed } from '../../oci/verify/gatherFacts.js'
import { readJson } from '../readJson.js'
import type { PlacedMember } from './placedMembers.js'
import { type Reading, readFileFacts, readLayerFacts } from './readBlob.js'

/** All that must be known of an archive or a layout on this machine: every byte of every member is read once. @throws OciPackError `io`, `aborted` */
export function gatherStored(listed: Listed<PlacedMember>, reading: Reading): Promise<ArchiveFacts> {
  return gatherFacts(listed, {
    json: ({ file }) => readJson(file),
    file: ({ file }) => readFileFacts(file, reading),
    layer: ({ file }) => readLayerFacts(file, reading),
  })
}
