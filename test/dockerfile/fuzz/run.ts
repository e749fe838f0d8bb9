/**
 * `npx tsx test/dockerfile/fuzz/run.ts [--seed N] [--count M]`: everything that reads a user's text reads M mutated ones, those of the seeds N, N+1
 * and so on. A text that is answered by anything but the project's own error, or that takes a second of the processor, is shown with
 * its seed; the status is then 1.
 */
import { parseArgs } from 'node:util'
import { Choices } from '../../conformance/random/choices.js'
import { corpus } from './corpus.js'
import { mutated } from './mutate.js'
import { type Counts, readAll } from './readers.js'

// Most of the time would go into traces of errors that are as they should be.
Error.stackTraceLimit = 4
const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '1000000' } },
})
const first = Number(values.seed)
const count = Number(values.count)
const texts = corpus()
const counts: Counts = { taken: 0, refused: 0 }
const longest = { seed: 0, milliseconds: 0 }
let faults = 0
for (let seed = first; seed < first + count; seed++) {
  const text = mutated(texts, new Choices(seed))
  const before = process.cpuUsage()
  try {
    readAll(text, counts)
  } catch (error) {
    fault(seed, text, error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  const used = process.cpuUsage(before)
  const milliseconds = (used.user + used.system) / 1000
  if (milliseconds > longest.milliseconds) Object.assign(longest, { seed, milliseconds })
  if (milliseconds > 1000) fault(seed, text, `it took ${milliseconds} ms`)
}
console.log(
  `${count} texts from seed ${first} on: ${counts.taken} readings taken, ${counts.refused} refused, ${faults} faults; ` +
    `the longest took ${Math.round(longest.milliseconds)} ms (seed ${longest.seed})`,
)
process.exitCode = faults > 0 ? 1 : 0

function fault(seed: number, text: string, what: string): void {
  faults++
  if (faults <= 20) console.log(`--- seed ${seed}\n${JSON.stringify(text).slice(0, 2000)}\n${what}\n`)
}
