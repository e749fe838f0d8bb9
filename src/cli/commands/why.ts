import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { addStoreFlags } from '../build/flags.js'
import { runWhyFile, type WhyFileFlags } from '../why/runWhyFile.js'

const examples = `
Links are followed, and told. What was removed is told too.

Examples:
  oci-pack why image.tar /usr/bin/python3
  oci-pack why debian:bookworm /etc/os-release
  oci-pack why --json image.tar /app | jq '.events[].instruction'
`

/** `oci-pack why`: which step made a file what it is. */
export function defineWhy(command: Command, choose: Choose): void {
  command
    .description('Tell which step of an image made a file what it is, and what others did to it.')
    .argument('<image>', 'an archive, an OCI layout or a bundle, or an image of a registry')
    .argument('<path>', 'a file or a directory in it')
    .option('--name <name>', 'which image of an archive, where there are several')
    .option('--platform <platform>', 'for which platform, where there are several: linux/arm64')
    .option('--json', 'print JSON')
  addStoreFlags(command)
  command
    .addHelpText('after', examples)
    .action((image: string, path: string, flags: WhyFileFlags) =>
      choose((io, api) => runWhyFile(image, path, flags, io, api)),
    )
}
