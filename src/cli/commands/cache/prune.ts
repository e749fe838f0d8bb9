import { type Command, Option } from 'commander'
import type { PruneOptions } from '../../../api/cache.js'
import { parseAge } from '../../../core/age.js'
import { OciPackError } from '../../../core/errors.js'
import { parseSize } from '../../../core/size.js'
import type { Choose } from '../../action.js'
import { pruneText } from '../../cache/cacheText.js'
import { print } from '../../io.js'
import { addProgressFlags, type ProgressFlags, progressMode } from '../../progress/flags.js'
import { withProgress } from '../../progress/progress.js'
import { addStoreFlags, shownAs, type StoreFlags } from './flags.js'

interface PruneFlags extends StoreFlags, ProgressFlags {
  readonly maxSize?: number
  readonly olderThan?: number
  readonly all?: boolean
  readonly keepStorage?: number
  readonly reservedSpace?: number
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

/** `oci-pack cache prune`: removes what was not used for longest. */
export function defineCachePrune(command: Command, choose: Choose): void {
  const size = (flags: string, description?: string): Option =>
    new Option(flags, description).argParser((text: string) => parseSize(text, flags.split(' ')[0] ?? flags))
  addStoreFlags(command)
    .description('Remove what was not used for longest.')
    .addOption(size('--max-size <size>', 'keep no more than this: 10GB'))
    .addOption(
      new Option('--older-than <age>', 'what was not used for so long: 7d, 24h').argParser((text: string) =>
        parseAge(text, '--older-than'),
      ),
    )
    .option('-a, --all', 'all that no running build uses')
  addProgressFlags(command)
  command
    // As `docker builder prune` has them. Nothing is asked here, so that there is nothing to force.
    .addOption(size('--keep-storage <size>').hideHelp())
    .addOption(size('--reserved-space <size>').hideHelp())
    .addOption(size('--max-used-space <size>').hideHelp())
    .addOption(new Option('--filter <filter>').argParser(untilFilter).hideHelp())
    .addOption(new Option('-f, --force').hideHelp())
    .addHelpText('after', pruneNotes)
    .action((flags: PruneFlags) => {
      const { json: asJson, all, cacheDir } = flags
      const limits = limitsOf(flags)
      choose((io, api) =>
        withProgress(
          progressMode(flags, io),
          io,
          async ({ emit, succeed }) => {
            const report = await api.pruneCache({ cacheDir, env: io.env, all, ...limits, onEvent: emit })
            succeed(report)
            await print(io.stdout, shownAs(report, asJson, pruneText))
            return 0
          },
          { doing: 'Pruning', done: 'Pruned' },
        ),
      )
    })
}

/** Ours and Docker's words. What Docker's flags together ask for is what each of them does; never less stays than it reserves. */
function limitsOf(flags: PruneFlags): Pick<PruneOptions, 'maxSize' | 'olderThan' | 'both'> {
  const { maxUsedSpace, reservedSpace = flags.keepStorage, filter } = flags
  const theirs = maxUsedSpace === undefined ? reservedSpace : Math.max(maxUsedSpace, reservedSpace ?? 0)
  if (filter !== undefined && (flags.maxSize !== undefined || flags.olderThan !== undefined))
    throw new OciPackError('usage', '--filter cannot be used together with --max-size or --older-than', {
      hint: 'Docker removes what all of its flags ask for, these remove what any of them asks for. Say --older-than AGE --max-size SIZE.',
    })
  return {
    maxSize: flags.maxSize ?? theirs,
    olderThan: flags.olderThan ?? filter,
    both: filter !== undefined && theirs !== undefined,
  }
}

function untilFilter(text: string): number {
  const [, age] = /^until=(.+)$/.exec(text) ?? []
  if (age !== undefined) return parseAge(age, '--filter until')
  throw new OciPackError('usage', `--filter ${text} is not supported`, { hint: 'Say --older-than AGE.' })
}
