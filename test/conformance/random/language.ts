/** `npx tsx test/conformance/random/language.ts [--seed N] [--count M]`: random Dockerfiles held against Docker; see `runSeeds`. */
import type { Case } from '../case.js'
import { Choices } from './choices.js'
import { languageCase } from './languageCase.js'
import { runSeeds } from './runSeeds.js'

await runSeeds((seed) => languageCase(new Choices(seed)), isLeakedLabel)

/** Docker 28.5.2 gives a stage's labels to its siblings. */
function isLeakedLabel(line: string, { dockerfile }: Case): boolean {
  return line.startsWith('config.Labels:') && /^[ \t]*from[^]*^[ \t]*from/im.test(String(dockerfile))
}
