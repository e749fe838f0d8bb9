import type { Command } from 'commander'

/** What all commands about the store take. */
export interface StoreFlags {
  readonly json?: boolean
  readonly cacheDir?: string
}

/** Teaches a command where the store is, and to print JSON. */
export function addStoreFlags(command: Command): Command {
  return command
    .option('--json', 'print JSON')
    .option('--cache-dir <folder>', 'the store (default: oci-pack in XDG_CACHE_HOME)')
}

/** A report as JSON for programs, or as a text for people. */
export function shownAs<Report>(report: Report, asJson: boolean | undefined, text: (report: Report) => string): string {
  return asJson ? `${JSON.stringify(report, null, 2)}\n` : text(report)
}
