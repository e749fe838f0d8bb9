import { type Command, Option } from 'commander'
import type { Choose } from '../action.js'
import { acceptDockerFlags } from '../build/dockerFlags.js'
import { parseCall, runCall } from '../build/call.js'
import {
  addImageFlags,
  addLockFlag,
  addRunFlags,
  addSharedCacheFlags,
  addSourceFlags,
  addStoreFlags,
} from '../build/flags.js'
import { addAttestFlags } from '../flags/attest.js'
import { type BuildFlags, defaultOutput } from '../build/request.js'
import { listOption } from '../flags/listOption.js'
import { addProgressFlags } from '../progress/flags.js'

const notes = `
Outputs (-o, as often as there are things to write):
  PATH                            an archive for docker load, podman load, skopeo, ctr and the App Engine
  -                               the same on standard output
  type=docker,dest=PATH           the same
  type=oci,dest=PATH              an OCI layout as an archive; with tar=false as a folder
  type=rootfs,dest=FOLDER         the image's files; type=local is the same
  type=tar,dest=PATH              the image's files as a tar
  type=registry                   pushed under its names, or name=NAME; --push is the same, and so is type=image,push=true
  ...,compression=gzip            how layers are stored that are plain: gzip, zstd or uncompressed, with compression-level=N;
                                  force-compression=true for those of the base too (docker, oci, registry)

For several platforms (--platform linux/amd64,linux/arm64), type=oci and type=registry hold an index; type=docker writes
image-linux-amd64.tar and image-linux-arm64.tar; type=rootfs and type=tar hold a folder linux_amd64 and linux_arm64.

Progress (--progress):
  auto                            tty in a terminal, else plain
  plain                           a line for all that happens
  tty                             a live view
  quiet                           errors alone
  json                            a JSON object a line, as docs/progress.md tells

Progress and errors go to standard error, the result to standard output. The exit status is 0 when all was
written, 1 when the build failed or a check found something, 2 when the command line is wrong.

Examples:
  oci-pack build -t com/my/task:1.0.0 .
  oci-pack build -t com/my/task:1.0.0 -f docker/Dockerfile --build-arg VERSION=2 -o task.tar .
  oci-pack build -t registry.example/my/task:1.0.0 --platform linux/amd64,linux/arm64 --push .
  oci-pack build --target test -o type=rootfs,dest=out .
  oci-pack build -q -o - . | docker load
  oci-pack build --sbom=true --provenance=true -t com/my/task:1.0.0 .
  oci-pack build --check .
  oci-pack build --build-context base=oci-layout:./base -o image.tar .
  oci-pack build --registry-mirror docker.io=https://mirror.example .
  oci-pack build --cache-from registry.example/my/task:cache --cache-to registry.example/my/task:cache .
`

/** `oci-pack build`, with the flags of `docker build`. */
export function defineBuild(command: Command, choose: Choose): void {
  command
    .description('Build an image from a Dockerfile and write it to a file or a registry.')
    .argument('[context]', 'what COPY and ADD read: a folder, an archive, an address, or - for standard input', '.')
  addSourceFlags(command)
  addLockFlag(command)
  command
    .option('--check', "check the Dockerfile and build nothing: BuildKit's rules, see docs/check.md")
    .addOption(
      new Option(
        '--call <method>',
        'in place of a build, tell of it: check, outline, targets; with ,format=json to programs',
      ).argParser(parseCall),
    )
  command
    .optionsGroup('The image:')
    .addOption(listOption('-t, --tag <name>', 'a name for the image: com/my/task:1.0.0'))
  addImageFlags(command)
  command
    .optionsGroup('Where it goes:')
    .addOption(listOption('-o, --output <output>', `see below (default: ${defaultOutput})`))
    .option('--push', 'push it under its names: the same as --output type=registry')
  addAttestFlags(command)
  command
    .option('--iidfile <path>', 'write the image id to a file')
    .option('--metadata-file <path>', "write the image's id, digest and name to a JSON file")
  addProgressFlags(command, 'print the image id alone')
  command.option(
    '--verify-reproducible',
    'build twice, and write nothing where the second one differs; tell what and why',
  )
  addRunFlags(command)
  addStoreFlags(command)
  addSharedCacheFlags(command)
  command
    .addHelpText('after', notes)
    .action((context: string, flags: BuildFlags) => choose((io, api) => runCall(context, flags, io, api)))
  acceptDockerFlags(command)
}
