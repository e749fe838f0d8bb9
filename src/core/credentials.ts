/**
 * A text in which each http(s) address has lost its user and password, which are no business of logs and histories. What stands before an
 * `@` in a path stays.
 */
export function withoutCredentials(text: string): string {
  return text.replace(/(https?:\/\/)[^\s/?#'"]*@/gi, '$1')
}

/**
 * A text of others, or of a failure, without what may open a door: of each http(s) address the user and the query, in which stores of blobs have their
 * signatures, and what an Authorization header would say.
 */
export function withoutSecrets(text: string): string {
  return (
    withoutCredentials(text)
      .replace(/(https?:\/\/[^\s?#'"]*)\?[^\s#'"]*/gi, '$1?…')
      // Words have no digits, nor a capital within.
      .replace(/\b([Bb]asic|[Bb]earer)\s+(?=\S*(?:\d|=|[a-z][A-Z]))[\w.~+/-]{4,}=*/g, '$1 …')
  )
}
