import { expect, test } from 'vitest'
import { Choices } from '../../conformance/random/choices.js'
import { corpus } from './corpus.js'
import { mutated } from './mutate.js'
import { type Counts, readAll } from './readers.js'

// A million are read by test/dockerfile/fuzz/run.ts.
test('a mutated text is read, or refused with an error of our own', () => {
  const texts = corpus()
  const counts: Counts = { taken: 0, refused: 0 }
  for (let seed = 1; seed <= 3000; seed++) {
    const text = mutated(texts, new Choices(seed))
    try {
      readAll(text, counts)
    } catch (error) {
      expect.unreachable(`seed ${seed}: ${JSON.stringify(text)}: ${String(error)}`)
    }
  }
  expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(10_000)
})
