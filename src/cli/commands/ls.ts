import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { listText } from '../copy/listText.js'
import { addRegistryFlags, type RegistryFlags, registryOf } from '../flags/registry.js'
import { print } from '../io.js'
import { stoppable } from '../signals.js'

interface ListFlags extends RegistryFlags {
  readonly json?: boolean
}

const examples = `
Examples:
  oci-pack ls registry.example/com/my/task          the tags of a repository
  oci-pack ls busybox:1                             the images that a name stands for
  oci-pack ls image.tar                             the images of an archive
  oci-pack ls --json oci:layout | jq .images
`

/** `oci-pack ls`: what there is. */
export function defineLs(command: Command, choose: Choose): void {
  command
    .description("Show a repository's tags, or the images in an archive or an OCI layout.")
    .argument('<place>', 'a repository, an image, an archive or a layout, as of oci-pack copy')
    .option('--json', 'print JSON')
  addRegistryFlags(command)
  command.addHelpText('after', examples).action((place: string, flags: ListFlags) =>
    choose(async ({ stdout, env }, api) => {
      const report = await stoppable((signal) => api.list({ place, env, registry: registryOf(flags), signal }))
      await print(stdout, flags.json ? `${JSON.stringify(report, null, 2)}\n` : listText(report))
      return 0
    }),
  )
}
