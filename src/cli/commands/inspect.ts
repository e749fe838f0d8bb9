import { Argument, type Command } from 'commander'
import type { Choose } from '../action.js'
import { addStoreFlags } from '../build/flags.js'
import { type InspectFlags, runInspect, verbs } from '../inspect/runInspect.js'
import { addProgressFlags } from '../progress/flags.js'

const examples = `
What lies on this machine under the name is meant before an image of a registry, which is asked for its documents alone unless
--files, --layer or what follows the image needs its layers.

What to do with its files:
  ls [PATH]        list a directory of the image
  cat PATH         write a file of the image to standard output
  export [PATH]    write the image's files, as a tar archive or into a folder

Examples:
  oci-pack inspect image.tar
  oci-pack inspect --layer 2 image.tar                     what the second layer does
  oci-pack inspect image.tar ls /etc
  oci-pack inspect image.tar cat /etc/os-release
  oci-pack inspect image.tar --layer 1 cat /tmp/removed    a file that a later layer has removed
  oci-pack inspect image.tar export -o rootfs.tar
  oci-pack inspect --json image.tar | jq -r .imageId
  oci-pack inspect --files debian:bookworm
`

/** `oci-pack inspect`: what an image is made of, and its files. */
export function defineInspect(command: Command, choose: Choose): void {
  command
    .description("Show an image's names, configuration, layers and files.")
    .argument('<image>', 'an archive, an OCI layout or a bundle, or an image of a registry')
    .addArgument(new Argument('[what]', 'what to do with its files').choices(verbs))
    .argument('[path]', 'of which file or directory')
    .option('--name <name>', 'which image of an archive, where there are several')
    .option('--platform <platform>', 'for which platform, where there are several: linux/arm64')
    .option('--layer <layer>', "a layer: its number from 1, the lowest, or its digest's beginning")
    .option('--files', 'read the layers too where they have to be fetched for it')
    .option('--no-files', 'read no layer')
    .option('-R, --recursive', 'with ls, list all that is below the directory')
    .option('-o, --output <path>', 'with export, FILE.tar or a folder (default: an archive on standard output)')
    .option('--json', 'print JSON, as schema/inspect.json tells')
  addProgressFlags(command)
  addStoreFlags(command)
  command
    .addHelpText('after', examples)
    .action((image: string, what: (typeof verbs)[number] | undefined, path: string | undefined, flags: InspectFlags) =>
      choose((io, api) => runInspect(image, what, path, flags, io, api)),
    )
}
