/** What a key stands for, made when it is first asked for. A failure is kept as well. */
export function memo<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let value = known.get(key)
  if (!value) known.set(key, (value = make()))
  return value
}
