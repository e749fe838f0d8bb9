import { beforeAll, test } from 'vitest'
import { temporaryFolder } from '../support/folder.js'
import { hasGit } from '../support/gitServer.js'
import { needs } from '../support/needs.js'
import { cases, runCases } from './cases/index.js'
import { expectAsDocker } from './expectAsDocker.js'
import { buildWithOciPack, writeBases } from './ociPack.js'

const folder = temporaryFolder()
beforeAll(() => writeBases(folder))

/** Those with a RUN are in runConformance.test.ts. */
const others = Object.entries(cases).filter(([name]) => !(name in runCases))
const withGit = needs('git', hasGit)

test.each(others.filter(([, { commits }]) => withGit || !commits))(
  '%s is built as Docker builds it',
  async (name, built) => {
    expectAsDocker(name, built, await buildWithOciPack(built, folder))
  },
)
