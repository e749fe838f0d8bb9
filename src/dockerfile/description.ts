/**
 * What the comments above an ARG or a FROM say of a name that it declares: what follows the name in the first of them that begins with it,
 * as for BuildKit's outline. Undefined where none does.
 */
export function descriptionOf(name: string, comments: readonly string[] = []): string | undefined {
  const line = comments.find((comment) => comment.startsWith(`${name} `))
  return line?.slice(name.length).trim()
}
