/** A fenced block of shell commands in a Markdown text. */
export interface ShellBlock {
  /** Where it begins; lines count from 1. */
  readonly line: number
  readonly script: string
}

/** The blocks that are marked `sh`, in order. */
export function shellBlocks(markdown: string): ShellBlock[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => ({
    line: markdown.slice(0, match.index).split('\n').length,
    script: match[1] ?? '',
  }))
}
