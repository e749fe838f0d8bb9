import { type Command, Option } from 'commander'
import type { Choose } from '../action.js'
import { addStoreFlags } from '../build/flags.js'
import { addProgressFlags } from '../progress/flags.js'
import { runVerify, type VerifyFlags } from '../verify/runVerify.js'

const notes = `
Every byte is read, and all that is said of it is held against it: digests, sizes, DiffIDs, media types, the tar archives, what
layers hold and hide. Nothing is unpacked. What lies on this machine under the name is meant before an image of a registry.

An error is what some engine refuses, or what is not as it says; a warning is what is dangerous, or what engines make different
things of. The exit status is 0 where there is no error, 1 where there is one. docs/verify.md lists the rules.

Examples:
  oci-pack verify image.tar
  oci-pack verify --quiet image.tar && docker load -i image.tar
  oci-pack verify --json image.tar | jq .findings
  oci-pack verify debian:bookworm
`

/** `oci-pack verify`: whether an image is whole, and who takes it. The exit status is 1 where it is not. */
export function defineVerify(command: Command, choose: Choose): void {
  command
    .description('Check an image to its last byte, and tell which engines take it.')
    .argument('<image>', 'an archive, an OCI layout or a bundle, or an image of a registry')
    .option('--name <name>', 'only this one of the images in an archive')
    .option('--platform <platform>', 'only images for this platform: linux/arm64')
    .addOption(new Option('--format <format>', 'how to tell it').choices(['text', 'json', 'sarif']).default('text'))
    .option('--json', 'the same as --format json')
  addProgressFlags(command, 'print errors alone, and nothing where there are none')
  addStoreFlags(command)
  command
    .addHelpText('after', notes)
    .action((image: string, flags: VerifyFlags) => choose((io, api) => runVerify(image, flags, io, api)))
}
