import { parseBoolean } from '../../core/boolean.js'

/**
 * Writes switches that say their value, as Docker's may (`--pull=true`, `--no-cache=false`), without it: the switch alone, or nothing.
 * @param names the flags that are switches, `--pull` for one
 */
export function plainSwitches(args: readonly string[], names: ReadonlySet<string>): string[] {
  const end = args.indexOf('--')
  return args.flatMap((arg, i) => {
    const at = arg.indexOf('=')
    const name = arg.slice(0, Math.max(0, at))
    if (!names.has(name) || (end >= 0 && i > end)) return [arg]
    const value = parseBoolean(arg.slice(at + 1))
    return value === undefined ? [arg] : value ? [name] : []
  })
}
