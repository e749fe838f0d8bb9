import type { Command } from 'commander'
import { ignorable, notSemantic } from '../../diff/rules.js'
import type { Choose } from '../action.js'
import { addStoreFlags } from '../build/flags.js'
import { type DiffFlags, runDiff } from '../diff/runDiff.js'
import { listOption } from '../flags/listOption.js'
import { addProgressFlags } from '../progress/flags.js'

const notes = `
What lies on this machine under a name is meant before an image of a registry. Paths are those in the images; with them, files
at them and below them alone are compared. Compression, names and annotations make no other image.

The exit status is 0 where the images are the same, 1 where they differ, 2 where that could not be told.

Examples:
  oci-pack diff old.tar new.tar
  oci-pack diff --semantic image.tar registry.example/my/task:1.0.0
  oci-pack diff --by-layer -U 10 old.tar new.tar
  oci-pack diff --name-only old.tar new.tar /etc /usr/local
  oci-pack diff --json old.tar new.tar | jq '.files[].path'
  oci-pack diff -q docker-archive:both.tar:my/task:1 docker-archive:both.tar:my/task:2
`

/** `oci-pack diff`: what two images have not alike. */
export function defineDiff(command: Command, choose: Choose): void {
  command
    .description('Tell how two images differ: settings, files, layers, and why their digests do.')
    .argument('<before>', 'an archive, an OCI layout or a bundle, or an image of a registry')
    .argument('<after>', 'another one')
    .argument('[path...]', 'compare files at these paths and below them alone')
    .optionsGroup('What counts:')
    .addOption(listOption('--ignore <what>', `what does not count; several with commas: ${ignorable.join(', ')}`))
    .option('--semantic', `ignore ${notSemantic.join(', ')}`)
    .optionsGroup('What is shown:')
    .option('--by-layer', "show each layer's files instead of those of all layers together")
    .option('-U, --unified <lines>', 'lines around each difference of texts', '3')
    .option('--no-text', 'do not compare texts line by line')
    .option('--hex', 'show the bytes around the first difference of contents')
    .option('--name-only', 'print the paths of files that differ, and nothing else')
    .option('--stat', 'print how much each file differs')
    .option('--all', 'cut nothing short')
    .option('--json', 'print JSON, as schema/diff.json tells')
    .option('--platform <platform>', 'for which platform, where there are several: linux/arm64')
  addProgressFlags(command, 'print nothing: the exit status tells')
  addStoreFlags(command)
  command
    .addHelpText('after', notes)
    .action((before: string, after: string, paths: string[], flags: DiffFlags) =>
      choose((io, api) => runDiff([before, after], paths, flags, io, api)),
    )
}
