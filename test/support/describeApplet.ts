import type fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Family } from '../../src/exec/builtin/applets/applet.js'
import { type Call, compareWithReal, samples } from './appletRuns.js'
import { temporaryFolder } from './folder.js'
import { needs } from './needs.js'
import { canRunReal, programsRoot } from './realPrograms.js'

/** What an applet is held against. */
export interface AppletTest {
  readonly families: readonly Family[]
  readonly programs: readonly string[]
  /** Files and folders of this machine that they need beside themselves and their libraries. */
  readonly data?: readonly string[]
  /** Calls of all kinds, which the applet may decline. */
  readonly any: fc.Arbitrary<Call>
  /** How many of them are tried, and at least understood. */
  readonly count?: number
  readonly understood?: number
  /** Calls that it has to understand. */
  readonly must?: readonly Call[]
}

/** Milliseconds that a few hundred programs may take on a busy machine. */
const timeout = 240_000

/** Tests that an applet does to a tree, prints and returns what the real programs do. */
export function describeApplet(name: string, test: AppletTest): void {
  describe.runIf(needs('overlays for root', canRunReal))(name, () => {
    const folder = temporaryFolder()
    beforeAll(() => programsRoot(`${folder}/programs`, ['sh', ...test.programs], test.data))

    it.each(test.families)(
      'does to any tree what that of %s does',
      async (family) => {
        const { count = 150, understood = 40 } = test
        const compared = await compareWithReal(folder, `${folder}/programs`, family, samples(test.any, count))
        if (process.env['SHOW_DECLINED']) console.log(compared.declined.join('\n'))
        expect(compared.differences.slice(0, 3).join('\n\n')).toBe('')
        expect(compared.understood.length).toBeGreaterThanOrEqual(understood)
      },
      timeout,
    )

    const { must } = test
    if (must)
      it.each(test.families)('takes what is often asked for, as %s does', async (family) => {
        const compared = await compareWithReal(folder, `${folder}/programs`, family, must)
        expect(compared.declined).toEqual([])
        expect(compared.differences.join('\n\n')).toBe('')
      })
  })
}
