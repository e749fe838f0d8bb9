import { parse } from 'yaml'

/** The blocks of a Markdown text that are marked `yaml`, in order, as the values that they spell. `change` is done to the text before. */
export function yamlBlocks(markdown: string, change: (text: string) => string = (text) => text): unknown[] {
  return [...markdown.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']): unknown => parse(change(text)))
}
