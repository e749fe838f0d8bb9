import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Builds, type Made } from '../support/builds.js'
import { run, runOk } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { hasUserNamespaces } from '../support/userNamespaces.js'

const canMount = (await run('unshare', ['--mount', 'true']).catch(() => undefined))?.status === 0
const isHere = needs('user namespaces', await hasUserNamespaces()) && needs('the right to mount', canMount)

describe.runIf(isHere)('a disk with too little room for the store', () => {
  const folder = temporaryFolder()
  let builds: Builds
  let made: Made
  let disk: string
  beforeAll(async () => {
    builds = await Builds.in(folder)
    made = await builds.build()
    disk = builds.place('disk')
    mkdirSync(disk)
  })
  afterAll(() => builds.close())
  beforeEach(() => runOk('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]))
  afterEach(() => runOk('umount', [disk]))

  const resize = (size: string): Promise<string> => runOk('mount', ['-o', `remount,size=${size}`, disk])

  test.each(['100k', '2m', '5m', '9m', '14m', '20m'])('%s', async (size) => {
    await resize(size)
    builds.cacheDir = `${disk}/store`
    rmSync(builds.output, { force: true })
    const failure = await builds.build().then(
      () => undefined,
      (error: unknown) => String(error),
    )
    // The largest may do.
    if (failure !== undefined) {
      expect(failure).toMatch(/no space left on/i)
      expect(failure).not.toMatch(/^\s+at /m)
      expect(existsSync(builds.output)).toBe(false)
    }
    expect(await builds.faults()).toEqual([])
    await resize('300m')
    expect(await builds.build()).toEqual(made)
    expect(await builds.faults()).toEqual([])
  })
})
