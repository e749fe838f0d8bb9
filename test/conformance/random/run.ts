/** `npx tsx test/conformance/random/run.ts [--seed N] [--count M]`: random builds of COPY and ADD held against Docker; see `runSeeds`. */
import { hasContainerdStore } from '../docker.js'
import { caseOfSeed } from './case.js'
import { runSeeds } from './runSeeds.js'

const links = await hasContainerdStore()
await runSeeds((seed) => caseOfSeed(seed, links))
