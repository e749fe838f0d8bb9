import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { addBuildFlags } from '../build/flags.js'
import { defaultOutput } from '../build/request.js'
import { listOption } from '../flags/listOption.js'
import { addProgressFlags } from '../progress/flags.js'
import { runWhyCache, type WhyCacheFlags } from '../why/runWhyCache.js'
import { runWhyFile } from '../why/runWhyFile.js'

const notes = `
Of an image and a path is told which step made the file what it is, and what others did to it. Links are followed, and told; what
was removed is told too.

Of a context is told, of each RUN that a build of it needs, whether its layer would be taken from the cache; and what was another than
before when it was executed last, or is now: the first of the base, the instructions above with their files, the command,
variables, settings, mounts. No RUN is executed.

Examples:
  oci-pack why image.tar /usr/bin/python3
  oci-pack why debian:bookworm /etc/os-release
  oci-pack why --json image.tar /app | jq '.events[].instruction'
  oci-pack why
  oci-pack why . 7
  oci-pack why --target test --build-arg VERSION=2 .
  oci-pack why --json . | jq '.runs[] | select(.cached | not)'
`

interface WhyFlags extends WhyCacheFlags {
  readonly name?: string
}

/** `oci-pack why`: which step made a file what it is, or why RUNs are executed rather than taken from the cache. */
export function defineWhy(command: Command, choose: Choose): void {
  command
    .description('Tell which step made a file of an image, or why a RUN is executed rather than taken from the cache.')
    .argument('[place]', 'an image, or the context of a build', '.')
    .argument('[what]', 'the path of a file in the image; or the line on which a RUN begins (default: all RUNs)')
    .option('--name <name>', 'which image of an archive, where there are several')
    .option('--json', 'print JSON')
    .addOption(listOption('-o, --output <output>', `where the image would go (default: ${defaultOutput})`))
  addProgressFlags(command)
  addBuildFlags(command)
  command.addHelpText('after', notes).action((place: string, what: string | undefined, flags: WhyFlags) =>
    choose((io, api) => {
      // A file whose name is a number can be written as a path: /7.
      if (what === undefined || /^\d+$/.test(what)) return runWhyCache(place, what, flags, io, api)
      const { platform, ...others } = flags
      return runWhyFile(place, what, { ...others, platform: platform?.join(',') }, io, api)
    }),
  )
}
