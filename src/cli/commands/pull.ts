import { type Command, Option } from 'commander'
import type { CopyReport } from '../../api/copy/options.js'
import type { HowToCopy } from '../../api/copy/transfer.js'
import { OciPackError } from '../../core/errors.js'
import type { Choose } from '../action.js'
import { addCopyFlags, type CopyFlags } from '../copy/flags.js'
import { pullOutput } from '../copy/pullOutput.js'
import { runCopy } from '../copy/runCopy.js'

interface PullFlags extends CopyFlags {
  readonly allTags?: boolean
  readonly output?: string
  readonly format?: 'docker' | 'oci'
}

const notes = `
Outputs (-o):
  PATH                            an archive for docker load, podman load, skopeo, ctr and the App Engine
  -                               the same on standard output
  type=oci,dest=PATH              an OCI layout as an archive; with tar=false as a folder
  oci:FOLDER[:TAG]                an OCI layout as a folder

Examples:
  oci-pack pull busybox:1
  oci-pack pull -o busybox.tar --platform linux/arm64 busybox:1
  oci-pack pull -o - busybox:1 | docker load
  oci-pack pull -o oci:layout busybox:1
  oci-pack pull --all-tags -o oci:layout registry.example/com/my/task
`

/** `oci-pack pull`: a registry's image into a file. */
export function definePull(command: Command, choose: Choose): void {
  command
    .description('Pull an image from a registry into an archive or an OCI layout.')
    .argument('<name>', 'the image: busybox:1, registry.example/com/my/task@sha256:DIGEST')
    .option('-a, --all-tags', 'all tags of a repository, into an OCI layout: --output oci:FOLDER')
    .option('-o, --output <output>', 'where it goes, see below (default: image.tar)')
    .addOption(new Option('--format <format>', 'an archive for Docker, or an OCI layout').choices(['docker', 'oci']))
  addCopyFlags(command)
  command.addHelpText('after', notes).action((reference: string, flags: PullFlags) =>
    choose(async (io, api) => {
      const place = pullOutput(flags.output, flags.format)
      const toStdout = place.output === '-'
      if (toStdout && io.stdout.isTTY === true) throw terminal()
      const pulled = async (options: HowToCopy): Promise<CopyReport[]> => {
        const what = { ...options, ...place, reference }
        return flags.allTags ? api.pullAll(what) : [await api.pull(what)]
      }
      return runCopy(flags, io, pulled, toStdout)
    }),
  )
}

function terminal(): OciPackError {
  return new OciPackError('usage', 'an image is not written to a terminal', {
    hint: 'Name a file, --output image.tar, or pass it on: oci-pack pull -o - NAME | docker load.',
  })
}
