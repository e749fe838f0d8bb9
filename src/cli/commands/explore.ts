import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { addStoreFlags } from '../build/flags.js'
import { type ExploreFlags, runExplore } from '../explore/runExplore.js'
import { addProgressFlags } from '../progress/flags.js'

const notes = `
The page is one file that needs no server and no network: open it in a browser, or send it to somebody.
Without an image it asks for one: an image.tar or a Task's bundle.zip that is dropped into it is read and checked in
the browser, and uploaded nowhere.

Examples:
  oci-pack explore image.tar
  oci-pack explore -o report.html debian:bookworm
  oci-pack explore -o checker.html
`

/** `oci-pack explore`: a page that shows an image. */
export function defineExplore(command: Command, choose: Choose): void {
  command
    .description('Write a page that shows an image: its files by size and layer, what is wasted, what checks say.')
    .argument('[image]', "an archive, an OCI layout, a Task's bundle, or an image of a registry")
    .option('-o, --output <path>', 'where the page goes, - for standard output', 'explore.html')
    .option('--name <name>', 'which image of an archive, where there are several')
    .option('--platform <platform>', 'for which platform, where there are several: linux/arm64')
  addProgressFlags(command)
  addStoreFlags(command)
  command
    .addHelpText('after', notes)
    .action((image: string | undefined, flags: ExploreFlags) => choose((io, api) => runExplore(image, flags, io, api)))
}
