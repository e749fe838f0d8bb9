import { type Command, Option } from 'commander'
import { OciPackError } from '../../core/errors.js'
import type { Io } from '../io.js'
import { autoMode, type ProgressMode } from './progress.js'

/** The flags that say how to show what goes on, as they were written. */
export interface ProgressFlags {
  readonly progress: ProgressMode | 'auto'
  readonly quiet?: boolean | undefined
}

/** Teaches a command how to show what goes on. @param quiet what `--quiet` leaves */
export function addProgressFlags(command: Command, quiet = 'show the result alone, not what goes on'): void {
  command
    .option('-q, --quiet', quiet)
    .addOption(
      new Option('--progress <mode>', 'how to show on standard error what goes on')
        .choices(['auto', 'plain', 'tty', 'quiet', 'json'])
        .default('auto'),
    )
}

/** The mode that the flags ask for. @param auto which one `auto` means @throws OciPackError `usage`, where they contradict each other */
export function progressMode({ progress, quiet }: ProgressFlags, io: Io, auto = autoMode): ProgressMode {
  if (!quiet) return progress === 'auto' ? auto(io) : progress
  if (progress === 'auto' || progress === 'quiet') return 'quiet'
  throw new OciPackError('usage', `--quiet and --progress=${progress} cannot be used together`, {
    hint: 'Leave one of them out.',
  })
}
