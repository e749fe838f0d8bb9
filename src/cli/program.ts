import { Command, CommanderError } from 'commander'
import { OciPackError } from '../core/errors.js'
import { didYouMean } from '../dockerfile/suggest.js'
import type { Action, Choose } from './action.js'
import { defineBuild } from './commands/build.js'
import { defineBundle } from './commands/bundle.js'
import { defineCache } from './commands/cache.js'
import { defineCheck } from './commands/check.js'
import { defineComplete, defineCompletion } from './commands/completion.js'
import { defineCopy } from './commands/copy.js'
import { defineDiff } from './commands/diff.js'
import { defineDoctor } from './commands/doctor.js'
import { defineExplore } from './commands/explore.js'
import { defineInit } from './commands/init.js'
import { defineInspect } from './commands/inspect.js'
import { defineLock } from './commands/lock.js'
import { defineLs } from './commands/ls.js'
import { defineLogin } from './commands/login.js'
import { defineLogout } from './commands/logout.js'
import { definePlan } from './commands/plan.js'
import { definePull } from './commands/pull.js'
import { definePush } from './commands/push.js'
import { defineReproduce } from './commands/reproduce.js'
import { defineRun } from './commands/run.js'
import { defineSbom } from './commands/sbom.js'
import { defineTag } from './commands/tag.js'
import { defineVerify } from './commands/verify.js'
import { plainSwitches } from './flags/switches.js'
import { defineWhy } from './commands/why.js'
import { print } from './io.js'
import { readVersion } from '../core/host/version.js'

const examples = `
Examples:
  oci-pack init my-task                     write a Task to begin with
  oci-pack build -t com/my/task:1.0.0 .     build ./Dockerfile into image.tar
  oci-pack plan                             tell what a build would do
  oci-pack why                              tell why RUNs are executed again
  oci-pack lock                             write down what the names in ./Dockerfile mean
  oci-pack check                            tell whether the App Engine will take the Task here
  oci-pack bundle                           pack the Task for the App Engine
  oci-pack run --inputs in --outputs out    run the Task here, and judge its outputs
  oci-pack inspect image.tar                show what is in it
  oci-pack inspect image.tar ls /etc        list what is in a directory of it
  oci-pack why image.tar /usr/bin/python3   tell which step made a file what it is
  oci-pack diff old.tar new.tar             tell how two images differ
  oci-pack explore image.tar                write a page that shows what is in it
  oci-pack sbom image.tar                   tell which packages are in it
  oci-pack verify image.tar                 check every digest and size in it
  oci-pack reproduce image.tar              build it again, and tell what differs
  oci-pack push image.tar                   push it to the registry that its name tells
  oci-pack pull busybox:1                   pull an image into image.tar
  oci-pack copy busybox:1 oci:layout        copy images between registries, archives, layouts
  oci-pack ls image.tar                     list the images of an archive, or the tags of a repository
  oci-pack cache prune --max-size 10GB      remove what was not used for longest
  oci-pack login registry.example           keep a name and a password for a registry
  oci-pack doctor                           tell what builds can do on this host

'oci-pack COMMAND --help' tells more about a command.

Environment:
  NO_COLOR, FORCE_COLOR    show no colours, or show them where there is no terminal
  CI                       show plain progress in a terminal too
  SOURCE_DATE_EPOCH        the time that files and images get, in seconds since 1970
  DOCKER_CONFIG            the folder of the config.json with the registries' credentials
  REGISTRY_AUTH_FILE       a file with credentials that comes before it; DOCKER_AUTH_CONFIG holds one's text
  OCI_PACK_REGISTRY_MIRROR, OCI_PACK_INSECURE_REGISTRY
                           what --registry-mirror and --insecure-registry would say, with spaces between
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY
                           the proxy to registries and other hosts, and hosts that need none
  OCI_PACK_CACHE_MAX_SIZE  the size that the store is kept within, as of build --cache-max-size
  OCI_PACK_CACHE_MAX_AGE   how long the store keeps what is not used, as of build --cache-max-age
  OCI_PACK_DEBUG           show where in the program an error happened
`

/**
 * Reads a command line; nothing is done yet.
 * @param args the arguments after the program's name
 * @throws OciPackError `usage`, where it cannot be understood
 */
export function parseCommandLine(args: readonly string[]): Action {
  let chosen: Action | undefined
  let help = ''
  const program = describe(
    (action) => (chosen = action),
    (text) => (help += text),
  )
  try {
    program.parse(completed(program, args), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode !== 0) throw usageError(error, commandOf(program, args).command)
  }
  return chosen ?? (({ stdout }) => print(stdout, help).then(() => 0))
}

/** All commands, to tell of them. */
export function commandTree(): Command {
  return describe(
    () => undefined,
    () => undefined,
  )
}

function describe(choose: Choose, showHelp: (text: string) => void): Command {
  const program = new Command('oci-pack')
    .description('Build container images from a Dockerfile without Docker.')
    .version(readVersion(), '-v, --version')
    .exitOverride()
    .configureOutput({ writeOut: showHelp, writeErr: () => undefined })
    .addHelpText('after', examples)
  program.commandsGroup('Build:')
  defineBuild(program.command('build'), choose)
  definePlan(program.command('plan'), choose)
  defineLock(program.command('lock'), choose)
  defineReproduce(program.command('reproduce'), choose)
  program.commandsGroup('Images:')
  defineInspect(program.command('inspect'), choose)
  defineDiff(program.command('diff'), choose)
  defineWhy(program.command('why'), choose)
  defineExplore(program.command('explore'), choose)
  defineSbom(program.command('sbom'), choose)
  defineVerify(program.command('verify'), choose)
  program.commandsGroup('Registries:')
  definePush(program.command('push'), choose)
  definePull(program.command('pull'), choose)
  defineCopy(program.command('copy'), choose)
  defineTag(program.command('tag'), choose)
  defineLs(program.command('ls'), choose)
  defineLogin(program.command('login'), choose)
  defineLogout(program.command('logout'), choose)
  program.commandsGroup('Tasks:')
  defineInit(program.command('init'), choose)
  defineCheck(program.command('check'), choose)
  defineBundle(program.command('bundle'), choose)
  defineRun(program.command('run'), choose)
  program.commandsGroup('This host:')
  defineCache(program.command('cache'), choose)
  defineDoctor(program.command('doctor'), choose)
  defineCompletion(program.command('completion'), choose)
  defineComplete(program.command('__complete', { hidden: true }), choose)
  return program
}

/** The arguments with switches written plainly; where they end with a group of commands, its help is meant. */
function completed(program: Command, args: readonly string[]): string[] {
  if (args[0] === 'help' && args.length > 1) return helpArguments(program, args.slice(1))
  const { command, rest } = commandOf(program, args)
  if (rest.length === 0 && command.commands.length > 0) return [...args, '--help']
  const switches = command.options.filter((option) => !option.required && !option.optional)
  return plainSwitches(args, new Set(switches.flatMap(({ long }) => long ?? [])))
}

/** `help COMMAND` is `COMMAND --help`; what is no command is left, to be refused. */
function helpArguments(program: Command, names: readonly string[]): string[] {
  const { command, rest } = commandOf(program, names)
  if (rest.length > 0 && command.commands.length > 0) return [...names]
  return [...names.slice(0, names.length - rest.length), '--help']
}

/** The command that the first arguments name, and the arguments behind them. */
function commandOf(program: Command, args: readonly string[]): { command: Command; rest: readonly string[] } {
  const next = program.commands.find((candidate) => candidate.name() === args[0])
  return next ? commandOf(next, args.slice(1)) : { command: program, rest: args }
}

/** A command as it is typed: `oci-pack cache prune`. */
function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()
}

/** Commander writes `error: what is wrong`, and on a line of its own `(Did you mean that?)`, but nothing of the kind about choices and about flags with `=`. */
function usageError({ message }: CommanderError, command: Command): OciPackError {
  const [problem = '', suggestion] = message.replace(/^error: /, '').split('\n')
  const [, word = '', choices] = /'([^']*)' is invalid.* Allowed choices are (.*)\.$/.exec(problem) ?? []
  const flag = /^unknown option '(--[^=']+)=/.exec(problem)?.[1]
  const meant =
    choices !== undefined
      ? didYouMean(word, choices.split(', '))
      : flag !== undefined
        ? didYouMean(flag, shownFlags(command))
        : undefined
  return new OciPackError('usage', problem, {
    hint: suggestion?.replace(/^\((.*)\)$/, '$1') ?? meant ?? `'${pathOf(command)} --help' tells what there is.`,
  })
}

function shownFlags(command: Command): string[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long }) => long ?? [])
}
