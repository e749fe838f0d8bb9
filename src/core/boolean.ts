/** A boolean as Go's `strconv.ParseBool` reads it, which Docker's flags are read by; undefined where it is none. */
export function parseBoolean(text: string): boolean | undefined {
  if (/^(1|t|true|T|True|TRUE)$/.test(text)) return true
  return /^(0|f|false|F|False|FALSE)$/.test(text) ? false : undefined
}
