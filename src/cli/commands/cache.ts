import { type Command, Option } from 'commander'
import { OciPackError } from '../../core/errors.js'
import { parseSize } from '../../core/size.js'
import type { Choose } from '../action.js'
import { pruneText, reportText } from '../cache/cacheText.js'
import { parseAge } from '../flags/age.js'
import { print } from '../io.js'

const examples = `
Examples:
  oci-pack cache ls                       show what is kept, and how large it is
  oci-pack cache prune --max-size 10GB    remove what was not used for longest, until 10 GB are left
  oci-pack cache prune --older-than 30d   remove what was not used for 30 days
`

const store = ['--cache-dir <folder>', 'the store (default: oci-pack in XDG_CACHE_HOME)'] as const
const json = ['--json', 'print JSON'] as const

/** `oci-pack cache`: what builds keep for the next ones. */
export function defineCache(command: Command, choose: Choose): void {
  command.description('Show or remove what builds keep for the next ones.').addHelpText('after', examples)
  defineList(command.command('ls'), choose)
  definePrune(command.command('prune'), choose)
}

interface ListFlags {
  readonly json?: boolean
  readonly cacheDir?: string
}

function defineList(command: Command, choose: Choose): void {
  command
    .description('Show what is kept, its size and its last use.')
    .option(...json)
    .option(...store)
    .addHelpText('after', '\nExamples:\n  oci-pack cache ls\n  oci-pack cache ls --json | jq .size\n')
    .action((flags: ListFlags) => {
      choose(async ({ stdout, env }, api) => {
        const report = await api.listCache({ cacheDir: flags.cacheDir, env })
        await print(stdout, flags.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report, Date.now()))
        return 0
      })
    })
}

interface PruneFlags extends ListFlags {
  readonly maxSize?: number
  readonly olderThan?: number
  readonly all?: boolean
  readonly keepStorage?: number
  readonly maxUsedSpace?: number
  readonly filter?: number
}

const pruneNotes = `
Where several are said, what any of them asks for goes. Builds may run meanwhile: what they use stays.

Examples:
  oci-pack cache prune --max-size 10GB
  oci-pack cache prune --older-than 7d
  oci-pack cache prune --all
`

function definePrune(command: Command, choose: Choose): void {
  const size = (flags: string, description?: string): Option =>
    new Option(flags, description).argParser((text: string) => parseSize(text, flags.split(' ')[0] ?? flags))
  command
    .description('Remove what was not used for longest.')
    .addOption(size('--max-size <size>', 'keep no more than this: 10GB'))
    .addOption(
      new Option('--older-than <age>', 'what was not used for so long: 7d, 24h').argParser((text: string) =>
        parseAge(text, '--older-than'),
      ),
    )
    .option('-a, --all', 'all that no running build uses')
    .option(...json)
    .option(...store)
    // As `docker builder prune` has them. Nothing is asked here, so that there is nothing to force.
    .addOption(size('--keep-storage <size>').hideHelp())
    .addOption(size('--max-used-space <size>').hideHelp())
    .addOption(new Option('--filter <filter>').argParser(untilFilter).hideHelp())
    .addOption(new Option('-f, --force').hideHelp())
    .addHelpText('after', pruneNotes)
    .action((flags: PruneFlags) => {
      const { json: asJson, all, cacheDir } = flags
      const maxSize = flags.maxSize ?? flags.maxUsedSpace ?? flags.keepStorage
      if (flags.filter !== undefined && maxSize !== undefined)
        throw new OciPackError('usage', '--filter cannot be used together with a size', {
          hint: 'Docker removes what both ask for. Say --older-than AGE --max-size SIZE for what either of them asks for.',
        })
      const olderThan = flags.olderThan ?? flags.filter
      choose(async ({ stdout, env }, api) => {
        const report = await api.pruneCache({ cacheDir, env, maxSize, olderThan, all })
        await print(stdout, asJson ? `${JSON.stringify(report, null, 2)}\n` : pruneText(report))
        return 0
      })
    })
}

function untilFilter(text: string): number {
  const [, age] = /^until=(.+)$/.exec(text) ?? []
  if (age !== undefined) return parseAge(age, '--filter until')
  throw new OciPackError('usage', `--filter ${text} is not supported`, { hint: 'Say --older-than AGE.' })
}
