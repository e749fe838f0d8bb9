import { beforeAll, test } from 'vitest'
import { temporaryFolder } from '../support/folder.js'
import { cases, runCases } from './cases/index.js'
import { expectAsDocker } from './expectAsDocker.js'
import { buildWithOciPack, writeBases } from './ociPack.js'

const folder = temporaryFolder()
beforeAll(() => writeBases(folder))

/** Those with a RUN are in runConformance.test.ts. */
const others = Object.entries(cases).filter(([name]) => !(name in runCases))

test.each(others)('%s is built as Docker builds it', async (name, built) => {
  expectAsDocker(name, built, await buildWithOciPack(built, folder))
})
