/** The values of a build's arguments: one without a value takes the environment's, and is none where that has none. */
export function buildArgs(
  given: Readonly<Record<string, string | undefined>>,
  env: Readonly<Record<string, string | undefined>>,
): Map<string, string> {
  const args = new Map<string, string>()
  for (const [name, value = env[name]] of Object.entries(given)) if (value !== undefined) args.set(name, value)
  return args
}
