import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { addCopyFlags, type ManifestFlags, manifestsFlag } from '../copy/flags.js'
import { runCopy } from '../copy/runCopy.js'

const notes = `
Places:
  NAME, docker://NAME             in a registry
  docker-archive:FILE[:NAME]      an archive of docker save
  oci-archive:FILE[:TAG]          an OCI layout as an archive
  oci:FOLDER[:TAG]                an OCI layout as a folder
  ./PATH, /PATH, PATH.tar         what is there; a new .tar is an archive of docker save
  PATH.zip                        the image in a Task's bundle, to be copied from

Manifests and indexes keep their digests where a place can hold them. Without --platform all of an index is copied; into
an archive of docker save goes the image for linux/amd64.

Examples:
  oci-pack copy docker.io/library/busybox:1 registry.example/busybox:1
  oci-pack copy busybox:1 oci:layout:1
  oci-pack copy --platform linux/amd64,linux/arm64 busybox:1 oci-archive:busybox.tar
  oci-pack copy oci:layout:1 docker-archive:image.tar:com/my/task:1.0.0
  oci-pack copy --format oci busybox:1 oci:layout:1
  oci-pack copy --compression zstd image.tar registry.example/com/my/task:1.0.0
`

/** `oci-pack copy`: an image from one place to another. */
export function defineCopy(command: Command, choose: Choose): void {
  command
    .description('Copy an image, or an index of several, between registries, archives and OCI layouts.')
    .argument('<source>', 'where it is, see below')
    .argument('<destination>', 'where it goes')
  command.addOption(manifestsFlag())
  addCopyFlags(command)
  command
    .addHelpText('after', notes)
    .action((source: string, destination: string, flags: ManifestFlags) =>
      choose((io, api) =>
        runCopy(
          flags,
          io,
          async (options) => [await api.copy({ ...options, source, destination, manifests: flags.format })],
          isStdout(destination),
        ),
      ),
    )
}

function isStdout(destination: string): boolean {
  return /^(?:(?:docker|oci)-archive:)?-(?::|$)/.test(destination)
}
