import { type Command, Option } from 'commander'
import { billFormats } from '../../sbom/documents/document.js'
import type { Choose } from '../action.js'
import { addStoreFlags } from '../build/flags.js'
import { runSbom, type SbomFlags } from '../sbom/runSbom.js'
import { addProgressFlags } from '../progress/flags.js'

const notes = `
What lies on this machine under the name is meant before an image of a registry. Packages of dpkg, apk, rpm, pip and npm are
found; the same image gives the same document.

Examples:
  oci-pack sbom image.tar
  oci-pack sbom --format cyclonedx -o image.cdx.json image.tar
  oci-pack sbom --attach registry.example/my/task:1.0.0
  oci-pack sbom debian:bookworm | jq '.packages | length'
`

/** `oci-pack sbom`: which packages an image holds. */
export function defineSbom(command: Command, choose: Choose): void {
  command
    .description('Tell which packages an image holds, as a bill of materials.')
    .argument('<image>', 'an archive, an OCI layout or a bundle, or an image of a registry')
    .addOption(new Option('--format <format>', 'the kind of document').choices(billFormats).default('spdx'))
    .option('-o, --output <path>', 'write it to a file (default: standard output)')
    .option('--attach', 'push it to the registry too, as an OCI referrer of the image, and print its digest')
    .option('--name <name>', 'which image of an archive, where there are several')
    .option('--platform <platform>', 'for which platform, where there are several: linux/arm64')
  addProgressFlags(command)
  addStoreFlags(command)
  command
    .addHelpText('after', notes)
    .action((image: string, flags: SbomFlags) => choose((io, api) => runSbom(image, flags, io, api)))
}
