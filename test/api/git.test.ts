import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { build, type BuildOptions, listCache } from '../../src/index.js'
import { builder, cacheDir, folder } from '../support/builder.js'
import { runOk } from '../support/command.js'
import { GitRepository } from '../support/gitRepository.js'
import { GitServer, hasGit } from '../support/gitServer.js'
import { summarize } from '../support/imageSummary.js'
import { needs } from '../support/needs.js'
import { failure } from '../support/thrown.js'

const served = join(folder, 'served')
const env = { PATH: process.env['PATH'] }
