import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { addStoreFlags } from '../build/flags.js'
import { type RegistryFlags, registryOf } from '../flags/registry.js'
import { reportText } from '../inspect/reportText.js'
import { print } from '../io.js'
import { stoppable } from '../signals.js'
import { styleFor } from '../text/style.js'

interface InspectFlags extends RegistryFlags {
  readonly name?: string
  readonly platform?: string
  readonly files?: boolean
  readonly json?: boolean
  readonly offline?: boolean
  readonly cacheDir?: string
  readonly cacheMaxSize?: number
}

const examples = `
What lies on this machine under the name is meant before an image of a registry, which is asked for its documents alone unless
--files says otherwise.

Examples:
  oci-pack inspect image.tar
  oci-pack inspect --json image.tar | jq -r .imageId
  oci-pack inspect --name com/my/task:1.0.0 several-images.tar
  oci-pack inspect --files debian:bookworm
`

/** `oci-pack inspect`: what an image is made of. */
export function defineInspect(command: Command, choose: Choose): void {
  command
    .description("Show an image's names, configuration, layers and files.")
    .argument('<image>', 'an archive, an OCI layout or a bundle, or an image of a registry')
    .option('--name <name>', 'which image of an archive, where there are several')
    .option('--platform <platform>', 'for which platform, where there are several: linux/arm64')
    .option('--files', 'read the layers too where they have to be fetched for it')
    .option('--no-files', 'read no layer')
    .option('--json', 'print JSON, as schema/inspect.json tells')
  addStoreFlags(command)
  command.addHelpText('after', examples).action((image: string, flags: InspectFlags) =>
    choose(async ({ stdout, env }, api) => {
      const { name, platform, files, offline, cacheDir, cacheMaxSize } = flags
      const which = { name, platform, files, offline, cacheDir, cacheMaxSize, registry: registryOf(flags), env }
      const report = await stoppable((signal) => api.inspect(image, { ...which, signal }))
      const text = (): string => reportText(report, styleFor(stdout, env), stdout.isTTY ? stdout.columns : undefined)
      await print(stdout, flags.json ? `${JSON.stringify(report, null, 2)}\n` : text())
      return 0
    }),
  )
}
