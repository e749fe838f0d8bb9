import { Option } from 'commander'

/** A flag that may be given several times; its value is the list of what was given. */
export function listOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    value,
  ])
}
