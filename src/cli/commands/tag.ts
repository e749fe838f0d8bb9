import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { addRegistryFlags, type RegistryFlags, registryOf } from '../flags/registry.js'
import { print } from '../io.js'
import { stoppable } from '../signals.js'
import { harmless } from '../text/harmless.js'

interface TagFlags extends RegistryFlags {
  readonly json?: boolean
}

const examples = `
Examples:
  oci-pack tag registry.example/com/my/task:1.0.0 latest 1.0
  oci-pack tag oci:layout:1.0.0 latest
`

/** `oci-pack tag`: further tags for an image where it is. */
export function defineTag(command: Command, choose: Choose): void {
  command
    .description('Give an image in a registry, or in an OCI layout, further tags. No blob moves.')
    .argument('<image>', 'the image: registry.example/com/my/task:1.0.0, oci:FOLDER:TAG')
    .argument('<tags...>', 'the tags: latest')
    .option('--json', 'print JSON')
  addRegistryFlags(command)
  command.addHelpText('after', examples).action((image: string, tags: string[], flags: TagFlags) =>
    choose(async ({ stdout, env }, api) => {
      const report = await stoppable((signal) => api.tag({ image, tags, env, registry: registryOf(flags), signal }))
      const text = report.names.map((name) => `${name}@${report.digest}\n`).join('')
      await print(stdout, flags.json ? `${JSON.stringify(report, null, 2)}\n` : harmless(text))
      return 0
    }),
  )
}
