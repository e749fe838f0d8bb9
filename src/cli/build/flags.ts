import { type Command, Option } from 'commander'
import { entitlements } from '../../build/request.js'
import { parseAge } from '../../core/age.js'
import { parseSize } from '../../core/size.js'
import { executorNames } from '../../exec/executor.js'
import { listOption } from '../flags/listOption.js'
import { addRegistryFlags } from '../flags/registry.js'

/** The flags that say what to build, with the names and meanings of `docker build`. */
export function addSourceFlags(command: Command): void {
  command
    .optionsGroup('What to build:')
    .option('-f, --file <path>', 'the Dockerfile, - for standard input (default: CONTEXT/Dockerfile)')
    .option('--target <stage>', 'the stage to build (default: the last one)')
    .addOption(listOption('--build-arg <name[=value]>', "a value for an ARG; the environment's where none is given"))
    .addOption(
      listOption(
        '--build-context <name=place>',
        'a folder, a Git address, oci-layout:PATH, docker-archive:PATH or docker-image://NAME',
      ),
    )
    .option('--no-cache', 'build every step anew')
    .addOption(
      notNegated(listOption('--no-cache-filter <stage>', 'build the steps of this stage anew; several with commas')),
    )
    .option('--pull', 'accepted for scripts: the registry is always asked what a tag means, unless --offline')
}

/** The flags that say how the image is labelled, and what it runs on. */
export function addImageFlags(command: Command): void {
  command
    .addOption(listOption('--label <name=value>', 'a label for the image'))
    .addOption(listOption('--annotation <key=value>', "an annotation of the image's manifest"))
    .addOption(listOption('--platform <os/arch>', 'what the image runs on (default: linux/amd64); several with commas'))
    .option('--timestamp <time>', "now, preserve (keep the files' own) or seconds since 1970")
}

/** Whether the lock counts. */
export function addLockFlag(command: Command): void {
  command.option('--locked', 'use what the lock beside the Dockerfile holds, refuse what is not in it or has moved')
}

/** The flags that say what a RUN may use and reach. */
export function addRunFlags(command: Command): void {
  command
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
}

/** The flags that say how registries are reached and where the store is. */
export function addStoreFlags(command: Command): void {
  command.optionsGroup('Registries and store:').option('--offline', 'take all from the store: ask no registry')
  addRegistryFlags(command)
  command
    .option('--cache-dir <folder>', 'the store of base images and built steps (default: oci-pack in XDG_CACHE_HOME)')
    .addOption(
      new Option('--cache-max-size <size>', 'what the store is kept within; 0 is no bound (default: 20GB)').argParser(
        (text: string) => parseSize(text, '--cache-max-size'),
      ),
    )
    .addOption(
      new Option('--cache-max-age <age>', 'what was not used for so long goes from the store: 30d').argParser(
        (text: string) => parseAge(text, '--cache-max-age'),
      ),
    )
}

/** The flags that name caches which several machines share. */
export function addSharedCacheFlags(command: Command): void {
  command
    .addOption(
      listOption(
        '--cache-from <cache>',
        'what others have built: NAME, type=registry,ref=NAME or type=local,src=FOLDER',
      ),
    )
    .addOption(
      listOption(
        '--cache-to <cache>',
        'what is built here, for others: NAME, type=registry,ref=NAME[,mode=max], type=local,dest=FOLDER or type=inline',
      ),
    )
}

/** All flags of a build, but for its names and outputs, for the commands that build a Task's image first. */
export function addBuildFlags(command: Command): void {
  addSourceFlags(command)
  addLockFlag(command)
  command.optionsGroup('The image:')
  addImageFlags(command)
  addRunFlags(command)
  addStoreFlags(command)
  addSharedCacheFlags(command)
}

/** Commander takes a flag that begins with `--no-` for the negation of another, and gives it a value when it is not there. */
function notNegated(option: Option): Option {
  option.negate = false
  return option
}
