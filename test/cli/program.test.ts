import { describe, expect, test } from 'vitest'
import type { BuildOptions } from '../../src/api/options.js'
import type { Command } from 'commander'
import { commandTree, parseCommandLine } from '../../src/cli/program.js'
import { OciPackError } from '../../src/core/errors.js'
import { fakeApi, fakeIo } from './fakeIo.js'

/** What a command line makes of the API's `build`. */
async function requestOf(...args: string[]): Promise<BuildOptions | undefined> {
  let request: BuildOptions | undefined
  const build = async (options: BuildOptions) => {
    request = options
    throw new OciPackError('aborted', 'enough is known')
  }
  await parseCommandLine(['build', ...args])(fakeIo(), fakeApi({ build }))
  return request
}

/** What a command line prints that needs nothing of the API. */
async function printed(...args: string[]): Promise<string> {
  const io = fakeIo()
  expect(await parseCommandLine(args)(io, fakeApi({}))).toBe(0)
  return io.stdout.text
}

/** The names of all commands that the help shows: `cache`, `cache ls`. */
function everyCommand(command: Command, above: readonly string[] = []): string[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help')
    .flatMap((one) => [[...above, one.name()].join(' '), ...everyCommand(one, [...above, one.name()])])
}

/** The arguments of each command of ours that a help shows as an example. */
function examplesIn(help: string): string[][] {
  const [, shown = ''] = /^Examples:\n((?: {2}.*\n)+)/m.exec(help) ?? []
  return shown
    .split(/\n|\| | && |<\(/)
    .map((line) => line.trim().replace(/ {2,}.*| [<>] .*|\)$/, ''))
    .filter((line) => line.startsWith('oci-pack '))
    .map((line) => (line.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).slice(1).map((word) => word.replace(/['"]/g, '')))
}

describe('help', () => {
  test.each([[[]], [['--help']], [['help']]])('%j', async (args) => {
    expect(await printed(...args)).toMatch(/^Usage: oci-pack .*^Examples:/ms)
  })
  const commands = everyCommand(commandTree())
  test.each(commands)('%s --help has examples and no flag that has no place here', async (command) => {
    const help = await printed(...command.split(' '), '--help')
    expect(help).toMatch(new RegExp(`^Usage: oci-pack ${command} .*^Examples:`, 'ms'))
    expect(help).not.toMatch(/--load|--rm\b| \[\]/)
    expect(await printed('help', ...command.split(' '))).toBe(help)
  })

  test.each(['', ...commands])('each example of %j can be read', async (command) => {
    const help = await printed(...command.split(' ').filter(Boolean), '--help')
    const examples = examplesIn(help)
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) expect(() => parseCommandLine(example)).not.toThrow()
  })

  test('the commands are grouped', async () => {
    const [, ...groups] = (await printed()).split('\n').filter((line) => /^\S.*:$/.test(line))
    expect(groups.slice(0, -3)).toEqual(['Build:', 'Images:', 'Registries:', 'Tasks:', 'This host:'])
  })
})

test('a group of commands alone shows its help', async () => {
  expect(await printed('cache')).toBe(await printed('cache', '--help'))
})

test('--version', async () => {
  expect(await printed('--version')).toMatch(/^\d+\.\d+\.\d+\n$/)
})

describe("flags as docker build's are written", () => {
  test.each<[string[], Partial<BuildOptions>]>([
    [['-t', 'a', '--tag=b', '-tc', '.'], { tags: ['a', 'b', 'c'], context: '.' }],
    [['-f', 'x/Dockerfile', '--no-cache', '--pull', 'ctx'], { file: 'x/Dockerfile', noCache: true, context: 'ctx' }],
    [['--no-cache-filter', 'a,b', '--no-cache-filter=c'], { noCacheFilter: ['a', 'b', 'c'], noCache: false }],
    [['--no-cache=false', '--pull=true'], { noCache: false, context: '.' }],
    [['--rm', '--force-rm=true', '--compress', '--builder', 'b', 'ctx'], { context: 'ctx' }],
    [['--provenance=false', '--sbom', 'false', 'ctx'], { context: 'ctx', attest: undefined }],
    [
      ['--sbom=true', '--provenance', 'mode=max'],
      { attest: { sbom: { format: 'spdx' }, provenance: { mode: 'max' } } },
    ],
    [['--network', 'none', '--timestamp', '0'], { network: 'none', timestamp: '0' }],
    [['--build-arg', 'A=-x', '--', 'ctx'], { buildArgs: { A: '-x' }, context: 'ctx' }],
    [['--push', '-t', 'a'], { outputs: [{ type: 'registry' }] }],
    [['--push=false'], { outputs: [{ type: 'docker', dest: 'image.tar' }] }],
    [['--cache-max-size', '5GB'], { cacheMaxSize: 5e9 }],
    [
      ['--cache-from', 'a/b:c', '--cache-from=type=local,src=d'],
      {
        cacheFrom: [
          { type: 'registry', ref: 'a/b:c' },
          { type: 'local', src: 'd' },
        ],
      },
    ],
    [
      ['--cache-to', 'type=local,dest=d,mode=max'],
      {
        cacheTo: [
          {
            type: 'local',
            dest: 'd',
            mode: 'max',
            compression: { type: 'gzip' },
            ignoreError: false,
          },
        ],
      },
    ],
    [
      ['--insecure-registry', 'h:5000', '--cache-dir', 'd'],
      { cacheDir: 'd', registry: { mirrors: {}, insecureHosts: ['h:5000'] } },
    ],
  ])('%j', async (args, expected) => {
    expect(await requestOf(...args)).toMatchObject(expected)
  })
})

describe('refused', () => {
  test.each<[string[], string, string?]>([
    [['biuld'], "unknown command 'biuld'", 'Did you mean build?'],
    [['build', '--platfrom', 'x'], "unknown option '--platfrom'", 'Did you mean --platform?'],
    [['build', '--platfrom=x'], "unknown option '--platfrom=x'", 'Did you mean --platform?'],
    [['build', 'a', 'b'], "too many arguments for 'build'. Expected 1 argument but got 2."],
    [['build', '-t'], "option '-t, --tag <name>' argument missing"],
    [['build', '--progress', 'loud'], "option '--progress <mode>' argument 'loud' is invalid."],
    [['build', '--load'], '--load is not supported', 'Load the archive that is written: docker load -i image.tar.'],
    [['build', '--squash'], '--squash is not supported'],
    [['build', '--run-with', 'docker'], "option '--run-with <executor>' argument 'docker' is invalid."],
    [['build', '--cache-max-size', 'x'], '--cache-max-size "x" is not a size'],
    [['cache', 'rm'], "unknown command 'rm'"],
    [['inspect'], "missing required argument 'image'"],
    [['verify', '--yaml', 'x'], "unknown option '--yaml'"],
    [['completion', '--json', 'bash'], "unknown option '--json'"],
    [['completion', 'fissh'], "'fissh' is invalid", 'Did you mean fish?'],
    [['build', '--progress', 'plian'], "'plian' is invalid", 'Did you mean plain?'],
    [['build', '--network', 'elsewhere'], "'elsewhere' is invalid"],
    [['cache', 'purne'], "unknown command 'purne'", 'Did you mean prune?'],
    [['help', 'biuld'], "unknown command 'biuld'", 'Did you mean build?'],
  ])('%j', (args, message, hint) => {
    expect(() => parseCommandLine(args)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringContaining(message) as string,
        hint: hint ?? (expect.anything() as string),
      }),
    )
  })
})
