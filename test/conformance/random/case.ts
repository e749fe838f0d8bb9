import fc from 'fast-check'
import type { Case } from '../case.js'
import { dockerfile } from './dockerfile.js'
import { contextFiles } from './files.js'
import { ignorePattern } from './patterns.js'

const ignoreFile = fc.option(fc.array(ignorePattern, { minLength: 1, maxLength: 4 }), { freq: 3 })

/** A build of COPY and ADD. `links`: with `--link`. */
export function randomCase(links: boolean): fc.Arbitrary<Case> {
  return fc.tuple(contextFiles, ignoreFile).chain(([files, patterns]) =>
    dockerfile(Object.keys(files), links).map((lines) => ({
      // What no instruction copies does not reach Docker, and a wildcard in it fails: with this, all does.
      dockerfile: [...lines, 'COPY . /whole/'],
      context: { ...files, ...(patterns && { '.dockerignore': patterns.map((pattern) => pattern + '\n').join('') }) },
    })),
  )
}

/** The build of a seed, the same on every machine. */
export function caseOfSeed(seed: number, links: boolean): Case {
  const [made] = fc.sample(randomCase(links), { seed, numRuns: 1 })
  if (!made) throw new Error('nothing was made')
  return made
}
