import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { reportText } from '../inspect/reportText.js'
import { print } from '../io.js'

interface InspectFlags {
  readonly name?: string
  readonly platform?: string
  readonly json?: boolean
}

const examples = `
Examples:
  oci-pack inspect image.tar
  oci-pack inspect --json image.tar | jq -r .imageId
  oci-pack inspect --name com/my/task:1.0.0 several-images.tar
`

/** `oci-pack inspect`: what an image is made of. */
export function defineInspect(command: Command, choose: Choose): void {
  command
    .description("Show an image's names, configuration and layers.")
    .argument('<image>', 'an archive of docker save or oci-pack, or an OCI layout, as a file or a folder')
    .option('--name <name>', 'which image, where there are several')
    .option('--platform <platform>', 'for which platform, where there are several: linux/arm64')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action((path: string, { json, ...which }: InspectFlags) => {
      choose(async ({ stdout }, api) => {
        const report = await api.inspect(path, which)
        await print(stdout, json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report))
        return 0
      })
    })
}
