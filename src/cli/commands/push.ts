import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { addCopyFlags, type ManifestFlags, manifestsFlag } from '../copy/flags.js'
import { runCopy } from '../copy/runCopy.js'

interface PushFlags extends ManifestFlags {
  readonly allTags?: boolean
}

const notes = `
Without a name, all that is there goes to the names that it has. Plain layers of an archive of docker save, or of
oci-pack build, are gzipped for the registry; with --compression uncompressed they are sent as they are.

Examples:
  oci-pack push image.tar
  oci-pack push image.tar registry.example/com/my/task:1.0.0 registry.example/com/my/task:latest
  oci-pack push task.zip registry.example/com/my/task:1.0.0
  oci-pack push oci:layout:1.0.0 registry.example/com/my/task:1.0.0
  oci-pack push --all-tags oci:layout registry.example/com/my/task
  oci-pack push --digestfile digest image.tar registry.example/com/my/task:1.0.0
`

/** `oci-pack push`: an archive's or a layout's image into a registry. */
export function definePush(command: Command, choose: Choose): void {
  command
    .description('Push an image from an archive or an OCI layout to a registry.')
    .argument('<image>', "an archive, an OCI layout or a Task's bundle, as of oci-pack copy")
    .argument('[names...]', 'what to call it: registry.example/com/my/task:1.0.0')
  command.option('-a, --all-tags', 'push all that is there, under its tags, to the repositories that are named')
  command.addOption(manifestsFlag())
  addCopyFlags(command)
  command.addHelpText('after', notes).action((source: string, references: string[], flags: PushFlags) =>
    choose((io, api) => {
      const { allTags, format: manifests } = flags
      return runCopy(flags, io, (options) => api.push({ ...options, source, references, allTags, manifests }))
    }),
  )
}
