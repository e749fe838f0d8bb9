import { describe, expect, test } from 'vitest'
import { parseCommandLine } from '../../../src/cli/program.js'
import { fakeApi, fakeIo } from '../fakeIo.js'

/** The words that may stand in place of the last one, without their meanings. */
async function words(...line: string[]): Promise<string[]> {
  const io = fakeIo()
  expect(await parseCommandLine(['__complete', '--', ...line])(io, fakeApi({}))).toBe(0)
  const lines = io.stdout.text.split('\n').slice(0, -1)
  return lines.map((text) => text.split('\t')[0] ?? '')
}

describe('what may stand there', () => {
  test.each<[string[], string[]]>([
    [['bun'], ['bundle']],
    [['cache', 'p'], ['prune']],
    [['cache', 'nothing', 'p'], []],
    [['build', '--prog'], ['--progress']],
    [['build', '--progress', 'p'], ['plain']],
    [['build', '--progress=q'], ['--progress=quiet']],
    [
      ['build', '-q', '--network', ''],
      ['default', 'host', 'none'],
    ],
    [['build', '--call', 'o'], ['outline']],
    [['push', '--compression=z'], ['--compression=zstd']],
    [
      ['build', '--platform', 'linux/arm'],
      ['linux/arm64', 'linux/arm/v7'],
    ],
    [
      ['build', '-o', 'type=o'],
      ['type=oci', ':files'],
    ],
    [['build', '-f', 'x'], [':files']],
    [['build', '-t', 'x', ''], [':folders']],
    [['build', '--', '--progress'], [':folders']],
    [['build', '.', ''], []],
    [['build', '--tag', ''], []],
    [['push', 'image.tar', 'a', ''], []],
    [['inspect', ''], [':files']],
    [['completion', 'z'], ['zsh']],
    [['biuld', ''], []],
    [['build', '--nothing='], []],
    [['help', 'bun'], ['bundle']],
    [['help', 'cache', 'p'], ['prune']],
    [['cache', 'help', 'p'], ['prune']],
    [['build', '--sbom', 'c'], ['cyclonedx']],
    [['build', '--provenance=mode=ma'], ['--provenance=mode=max']],
    [['build', '--timestamp', 'p'], ['preserve']],
    [['build', '--cache-to', 'type=l'], ['type=local']],
    [['diff', '--ignore', 'ti'], ['times']],
  ])('after %j', async (line, expected) => {
    expect(await words(...line)).toEqual(expected)
  })

  test('every command but the one that scripts ask, and a flag for what is not hidden', async () => {
    const commands = await words('')
    expect(commands).toEqual(expect.arrayContaining(['build', 'cache', 'completion', 'help']))
    expect(commands).not.toContain('__complete')
    const flags = await words('build', '-')
    expect(flags).toEqual(expect.arrayContaining(['-f', '--file', '--help', '--no-cache']))
    expect(flags).not.toContain('--load')
  })
})
