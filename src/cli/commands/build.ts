import { type Command, Option } from 'commander'
import { parseSize } from '../../core/size.js'
import type { Choose } from '../action.js'
import { entitlements } from '../../build/request.js'
import { executorNames } from '../../exec/executor.js'
import { acceptDockerFlags } from '../build/dockerFlags.js'
import { type BuildFlags, defaultOutput } from '../build/request.js'
import { runBuild } from '../build/runBuild.js'
import { listOption } from '../flags/listOption.js'

const notes = `
Outputs (-o, as often as there are things to write):
  PATH                            an archive for docker load, podman load, skopeo, ctr and the App Engine
  -                               the same on standard output
  type=docker,dest=PATH           the same
  type=oci,dest=PATH              an OCI layout as an archive; with tar=false as a folder
  type=rootfs,dest=FOLDER         the image's files; type=local is the same
  type=tar,dest=PATH              the image's files as a tar

Progress (--progress):
  auto                            tty in a terminal, else plain
  plain                           a line for all that happens
  tty                             a live view
  quiet                           errors alone
  json                            a JSON object a line, as docs/progress.md tells

Progress and errors go to standard error, the result to standard output. The exit status is 0 when all was
written, 1 when the build failed, 2 when the command line is wrong.

Examples:
  oci-pack build -t com/my/task:1.0.0 .
  oci-pack build -t com/my/task:1.0.0 -f docker/Dockerfile --build-arg VERSION=2 -o task.tar .
  oci-pack build --target test -o type=rootfs,dest=out .
  oci-pack build -q -o - . | docker load
  oci-pack build --build-context base=oci-layout:./base -o image.tar .
  oci-pack build --registry-mirror docker.io=https://mirror.example .
`

/** `oci-pack build`, with the flags of `docker build`. */
export function defineBuild(command: Command, choose: Choose): void {
  command
    .description('Build an image from a Dockerfile and write it to a file.')
    .argument('[context]', 'the folder that COPY and ADD read', '.')
    .optionsGroup('What to build:')
    .option('-f, --file <path>', 'the Dockerfile, - for standard input (default: CONTEXT/Dockerfile)')
    .option('--target <stage>', 'the stage to build (default: the last one)')
    .addOption(listOption('--build-arg <name[=value]>', "a value for an ARG; the environment's where none is given"))
    .addOption(
      listOption(
        '--build-context <name=place>',
        'a folder, oci-layout:PATH, docker-archive:PATH or docker-image://NAME',
      ),
    )
    .option('--no-cache', 'build every step anew')
    .addOption(
      notNegated(listOption('--no-cache-filter <stage>', 'build the steps of this stage anew; several with commas')),
    )
    .option('--pull', 'accepted for scripts: the registry is always asked what a tag means')
    .optionsGroup('The image:')
    .addOption(listOption('-t, --tag <name>', 'a name for the image: com/my/task:1.0.0'))
    .addOption(listOption('--label <name=value>', 'a label for the image'))
    .addOption(listOption('--platform <os/arch>', 'what the image runs on (default: linux/amd64)'))
    .option('--timestamp <time>', "now, preserve (keep the files' own) or seconds since 1970")
    .optionsGroup('Where it goes:')
    .addOption(listOption('-o, --output <output>', `see below (default: ${defaultOutput})`))
    .option('--iidfile <path>', 'write the image id to a file')
    .option('--metadata-file <path>', "write the image's id, digest and name to a JSON file")
    .option('-q, --quiet', 'print the image id alone')
    .addOption(
      new Option('--progress <mode>', 'how to show what goes on')
        .choices(['auto', 'plain', 'tty', 'quiet', 'json'])
        .default('auto'),
    )
    .optionsGroup('What a RUN gets:')
    .addOption(listOption('--secret <secret>', 'id=ID,src=FILE or id=ID,env=VARIABLE, for mounts of type secret'))
    .addOption(listOption('--ssh <agent>', 'default or ID[=SOCKET|KEY[,KEY]], for mounts of type ssh'))
    .addOption(
      new Option('--network <mode>', 'what a RUN reaches (default: host)').choices(['default', 'host', 'none']),
    )
    .addOption(listOption('--add-host <name:address>', 'a host that a RUN knows; host-gateway is this machine'))
    .addOption(listOption('--allow <right>', `a right that a RUN may ask for: ${entitlements.join(', ')}`))
    .option('--shm-size <size>', 'the size of /dev/shm (default: 64m)')
    .addOption(listOption('--ulimit <name=soft[:hard]>', 'a limit on a resource'))
    .addOption(
      new Option('--run-with <executor>', 'what executes a RUN (default: auto, the first that can)').choices([
        'auto',
        ...executorNames,
      ]),
    )
    .optionsGroup('Registries and store:')
    .addOption(listOption('--registry-mirror <host=url>', 'a registry to ask before the one of that name'))
    .addOption(listOption('--insecure-registry <host>', 'a registry that may be spoken to without TLS, by plain HTTP'))
    .option('--cache-dir <folder>', 'the store of base images and built steps (default: oci-pack in XDG_CACHE_HOME)')
    .addOption(
      new Option('--cache-max-size <size>', 'what the store is kept within; 0 is no bound (default: 20GB)').argParser(
        (text: string) => parseSize(text, '--cache-max-size'),
      ),
    )
    .addHelpText('after', notes)
    .action((context: string, flags: BuildFlags) => choose((io, api) => runBuild(context, flags, io, api)))
  acceptDockerFlags(command)
}

/** Commander takes a flag that begins with `--no-` for the negation of another, and gives it a value when it is not there. */
function notNegated(option: Option): Option {
  option.negate = false
  return option
}
