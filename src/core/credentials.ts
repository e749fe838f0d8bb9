/**
 * A text in which each http(s) address has lost its user and password, which are no business of logs and histories. What stands before an
 * `@` in a path stays.
 */
export function withoutCredentials(text: string): string {
  return text.replace(/(https?:\/\/)[^\s/?#'"]*@/gi, '$1')
}
