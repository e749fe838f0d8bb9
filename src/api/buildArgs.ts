/**
 * The values of a build's arguments: one without a value takes the environment's, and is none where that has none. SOURCE_DATE_EPOCH is one
 * without being asked for.
 */
export function buildArgs(
  given: Readonly<Record<string, string | undefined>>,
  env: Readonly<Record<string, string | undefined>>,
): Map<string, string> {
  const args = new Map<string, string>()
  const unasked = env['SOURCE_DATE_EPOCH'] ? { SOURCE_DATE_EPOCH: undefined } : {}
  for (const [name, value = env[name]] of Object.entries({ ...unasked, ...given }))
    if (value !== undefined) args.set(name, value)
  return args
}
