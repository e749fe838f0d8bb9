import type { Command } from 'commander'
import { OciPackError } from '../../core/errors.js'
import type { Choose } from '../action.js'
import { addBuildFlags } from '../build/flags.js'
import { defaultOutput } from '../build/request.js'
import { listOption } from '../flags/listOption.js'
import { addProgressFlags } from '../progress/flags.js'
import { runWhyCache, type WhyCacheFlags } from '../why/runWhyCache.js'
import { runWhyFile, type WhyFileFlags } from '../why/runWhyFile.js'

const notes = `
Of each RUN that a build needs is told whether its layer would be taken from the cache; and what was another than before when it was
executed last, or is now: the first of the base, the instructions above with their files, the command, variables, settings, mounts.
No RUN is executed.

Of a file of an image, named behind the image, is told which step made it what it is and what others did to it, through links; of
one that is gone, who removed it.

The exit status is 0.

Examples:
  oci-pack why
  oci-pack why . 7
  oci-pack why --target test --build-arg VERSION=2 .
  oci-pack why --json . | jq '.runs[] | select(.cached | not)'
  oci-pack why image.tar /usr/bin/python3
  oci-pack why debian:bookworm /etc/os-release
`

/** `oci-pack why`: why RUNs are executed rather than taken from the cache, and why a file of an image is as it is. */
export function defineWhy(command: Command, choose: Choose): void {
  command
    .description('Tell why a RUN is executed rather than taken from the cache, or why a file of an image is as it is.')
    .usage('[options] [context] [line]\n       oci-pack why [options] <image> <path>')
    .argument(
      '[place]',
      'the folder that COPY and ADD read; or an archive, a layout, a bundle, an image of a registry',
      '.',
    )
    .argument(
      '[what]',
      'the line of the Dockerfile on which a RUN begins (default: all); or a path in the image, /bin/sh',
    )
    .option('--json', 'print JSON')
    .option('--name <name>', 'with a path, which image of an archive, where there are several')
    .addOption(listOption('-o, --output <output>', `where the image would go (default: ${defaultOutput})`))
  addProgressFlags(command)
  addBuildFlags(command)
  command
    .addHelpText('after', notes)
    .action((place: string, what: string | undefined, flags: WhyCacheFlags & WhyFileFlags) => {
      const isFile = what?.includes('/') === true
      refuseOthers(command, isFile)
      choose((io, api) => (isFile ? runWhyFile(place, what, flags, io, api) : runWhyCache(place, what, flags, io, api)))
    })
}

/** The flags that mean something of a file. */
const ofFiles = new Set(
  ['json', 'name', 'platform', 'progress', 'quiet', 'offline', 'registryMirror'].concat([
    'insecureRegistry',
    'authfile',
    'certDir',
    'cacheDir',
    'cacheMaxSize',
    'cacheMaxAge',
  ]),
)

function refuseOthers(command: Command, isFile: boolean): void {
  const given = command.options.filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
  const wrong = given.find((option) =>
    isFile ? !ofFiles.has(option.attributeName()) : option.attributeName() === 'name',
  )
  if (!wrong) return
  const hint = isFile ? 'What is told of a file hangs on no build.' : 'Name an image, and a path in it.'
  throw new OciPackError(
    'usage',
    `${wrong.long ?? wrong.flags} has no meaning ${isFile ? 'with' : 'without'} a path in an image`,
    { hint },
  )
}
