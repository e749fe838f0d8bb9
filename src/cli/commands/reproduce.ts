import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { addImageFlags, addLockFlag, addRunFlags, addSourceFlags, addStoreFlags } from '../build/flags.js'
import { addProgressFlags } from '../progress/flags.js'
import { type ReproduceFlags, runReproduce } from '../reproduce/runReproduce.js'

const notes = `
The flags are those that the image was built with: arguments, target, labels, platform, timestamp. Each RUN is executed again,
and nothing of it is remembered.

The exit status is 0 where every layer and the configuration are the same, and 1 where they are not.

Examples:
  oci-pack reproduce image.tar
  oci-pack reproduce -f docker/Dockerfile --build-arg VERSION=2 task.tar .
  oci-pack reproduce --json com.my.task-1.0.0.zip . | jq '.steps[].files[].path'
  oci-pack reproduce registry.example/my/task:1.0.0 https://github.com/example/task.git#v1.0.0
`

/** `oci-pack reproduce`: whether an image comes from a context. */
export function defineReproduce(command: Command, choose: Choose): void {
  command
    .description('Build an image again, and tell whether it is the same, or what differs and why.')
    .argument('<image>', "an archive, an OCI layout, a Task's bundle, or an image of a registry")
    .argument('[context]', 'what it was built from: a folder, an archive, an address', '.')
    .option('--name <name>', 'which image of an archive, where there are several')
    .option('--json', 'print JSON')
  addProgressFlags(command)
  addSourceFlags(command)
  addLockFlag(command)
  command.optionsGroup('The image:')
  addImageFlags(command)
  addRunFlags(command)
  addStoreFlags(command)
  command
    .addHelpText('after', notes)
    .action((image: string, context: string, flags: ReproduceFlags) =>
      choose((io, api) => runReproduce(image, context, flags, io, api)),
    )
}
