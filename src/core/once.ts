/** A function that makes a thing at the first call, and gives the same one at each. A failure is given again too. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
