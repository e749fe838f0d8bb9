import type { ErrorCode } from 'yaml'

/** A YAML error in words for who writes descriptors; the parser's own where it says enough. */
export function told(code: ErrorCode, message: string): string {
  return sentences[code] ?? lowerFirst(message)
}

const sentences: Partial<Record<ErrorCode, string>> = {
  BAD_INDENT: 'this line is not indented as the lines that it belongs to',
  BLOCK_AS_IMPLICIT_KEY: 'a value holds `: `; it has to stand in quotes, or on lines of its own',
  BLOCK_IN_FLOW: 'a list or mapping by indentation cannot stand within brackets',
  BAD_DQ_ESCAPE: 'this escape is unknown',
  BAD_SCALAR_START: 'a value that starts with @, ` or % has to stand in quotes',
  KEY_OVER_1024_CHARS: 'this key is longer than 1024 characters',
  MISSING_CHAR: 'a colon, a comma, a quote or a bracket is missing here',
  MULTILINE_IMPLICIT_KEY: 'a key has to be on one line, followed by a colon',
  TAB_AS_INDENT: 'a tab stands where only spaces may',
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
