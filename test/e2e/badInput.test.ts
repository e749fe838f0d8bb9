import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Place, shown } from '../support/failingBuild.js'
import { writeTar } from '../support/tarItems.js'

const scratch = 'FROM scratch\n'

describe('the Dockerfile', () => {
  test.each<[string, string[], string]>([
    ['', [], shown('context/Dockerfile contains no stage to build', undefined, 'A Dockerfile starts with FROM IMAGE.')],
    ['FROM scratch\nCOPPY a b\n', [], shown('unknown instruction: COPPY', [2, 'COPPY a b'], 'Did you mean COPY?')],
    [
      'FROM scratch\nCOPY --chwon=1 a b\n',
      [],
      shown('unknown flag: --chwon', [2, 'COPY --chwon=1 a b'], 'Did you mean --chown?'),
    ],
    [
      'FROM scratch\nCOPY a\n',
      [],
      shown(
        'COPY requires at least two arguments: what to copy, and where to',
        [2, 'COPY a'],
        'Write COPY SOURCE... DESTINATION.',
      ),
    ],
    [
      'COPY a b\n',
      [],
      shown('COPY stands before the first FROM', [1, 'COPY a b'], 'Only ARG may stand there: begin with FROM IMAGE.'),
    ],
    [
      'FROM scratch AS self\nCOPY --from=self /a /\n',
      [],
      shown(
        'the stage self depends on itself',
        [2, 'COPY --from=self /a /'],
        'A stage takes files from stages above it.',
      ),
    ],
    [
      'FROM scratch AS a\nCOPY --from=b /x /\nFROM scratch AS b\n',
      ['--target', 'a'],
      shown(
        'the stage b is used before it is defined',
        [2, 'COPY --from=b /x /'],
        'Move it above the stage that uses it.',
      ),
    ],
    [
      'FROM scratch AS one\nFROM scratch AS two\n',
      ['--target', 'twoo'],
      shown('the target stage "twoo" is not in the Dockerfile', undefined, 'Did you mean two?'),
    ],
    [
      'FROM scratch\nCOPY https://example.org/a /\n',
      [],
      shown('COPY cannot fetch https://example.org/a', [2, 'COPY https://example.org/a /'], 'Write ADD.'),
    ],
    [
      'FROM scratch\nUSER nobody\nWORKDIR /a\n',
      [],
      shown(
        "unable to find user nobody: no matching entry in the image's /etc/passwd",
        [3, 'WORKDIR /a'],
        'Make the user in a RUN before, or give its number.',
      ),
    ],
  ])('%j', async (Dockerfile, args, stderr) => {
    const place = new Place({ Dockerfile, a: '' })
    expect(await place.fails(args)).toEqual({ status: 1, stdout: '', stderr })
  })

  test.each([
    ['FROM a//b', /^error: image reference "a\/\/b": .*\ncontext\/Dockerfile:1\n {3}1 \| >>> FROM a\/\/b\nhelp: /],
    ['FROM scratch\nCOPY <<E /x\nabc', /^error: the here-document E does not end\ncontext\/Dockerfile:2\n/],
    ['FROM scratch\nEXPOSE port', /^error: .*port.*\ncontext\/Dockerfile:2\n/],
    ['FROM scratch\nSTOPSIGNAL no', /^error: .*no.*\ncontext\/Dockerfile:2\n/],
    ['FROM scratch\nENV A', /^error: .*\ncontext\/Dockerfile:2\n {3}2 \| >>> ENV A\n/],
    ['FROM scratch\nENV A=${B', /^error: .*\ncontext\/Dockerfile:2\n/],
    ['FROM scratch\n\u001b[31mX', /^error: unknown instruction: .*\ncontext\/Dockerfile:2\n/],
    ['FROM scratch\nCOPY [a /', /^error: .*\ncontext\/Dockerfile:2\n {3}2 \| >>> COPY \[a \/\n/],
    ['FROM --platform=nonsense scratch\nCOPY . .', /^error: platform "nonsense" .*\ncontext\/Dockerfile:1\n/],
    ['\0\x01\x02', /^error: .*\ncontext\/Dockerfile:1\n/],
  ])('%j', async (Dockerfile, stderr) => {
    const ended = await new Place({ Dockerfile }).fails()
    expect(ended).toMatchObject({ status: 1, stderr: expect.stringMatching(stderr) as string })
    expect(ended.stderr).not.toContain('\u001b')
  })

  test('that is missing, beside one of a name alike', async () => {
    const place = new Place({ Dokerfile: scratch })
    const stderr = shown('the Dockerfile context/Dockerfile is not there', undefined, 'Did you mean Dokerfile?')
    expect(await place.fails()).toEqual({ status: 1, stdout: '', stderr })
  })

  test('that is a folder', async () => {
    const place = new Place({ 'Dockerfile/x': '' })
    const stderr = shown('reading the Dockerfile context/Dockerfile: it is a directory', undefined, 'Name a file.')
    expect(await place.fails()).toEqual({ status: 1, stdout: '', stderr })
  })
})

describe('what is copied', () => {
  const outside =
    'Check the path, and that .dockerignore does not exclude it. Paths are relative to the context; nothing outside of it can be used.'

  test.each([
    ['COPY requirement.txt /', 'requirement.txt', 'Did you mean requirements.txt?'],
    ['COPY src/mian.py /', 'src/mian.py', 'Did you mean src/main.py?'],
    ['COPY ignored /', 'ignored', outside],
    ['COPY ../secret /', '../secret', outside],
    ['COPY up/secret /', 'up/secret', outside],
    ['COPY absolute/secret /', 'absolute/secret', outside],
    [
      'COPY leaf /',
      'leaf',
      'It is a link to ../secret, which the build context does not have: put that into it, or copy another file.',
    ],
    ['ADD up/secret.tar /', 'up/secret.tar', outside],
  ])('%s', async (instruction, source, hint) => {
    const place = new Place({
      Dockerfile: `${scratch}${instruction}\n`,
      '.dockerignore': 'ignored\n',
      ignored: '',
      'requirements.txt': '',
      'src/main.py': '',
    })
    place.write('secret', 'not to be read')
    place.write('secret.tar', writeTar([]))
    symlinkSync('..', join(place.context, 'up'))
    symlinkSync(place.folder, join(place.context, 'absolute'))
    symlinkSync('../secret', join(place.context, 'leaf'))
    const stderr = shown(`${source} is not in the build context`, [2, instruction], hint)
    expect(await place.fails()).toEqual({ status: 1, stdout: '', stderr })
  })

  test.each<[string, Record<string, string | Buffer>, RegExp]>([
    ['COPY d /f/', { 'd/x': '', f: '' }, /\/f is not a directory/],
    ['ADD evil.tar /to', { 'evil.tar': evil('../x') }, /the entry "\.\.\/x" leaves the root/],
    ['ADD cut.tar /to', { 'cut.tar': evil('x').subarray(0, 700) }, /cut|truncated|ends/],
    ['COPY --chmod=999 f /', {}, /999/],
    ['COPY --exclude=[a f /', {}, /\[a/],
  ])('%s', async (instruction, files, message) => {
    const place = new Place({ Dockerfile: `${scratch}COPY f /f\n${instruction}\n`, f: '', ...files })
    const { status, stderr } = await place.fails()
    expect(status).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr).toContain(`context/Dockerfile:3\n   3 | >>> ${instruction}\n`)
  })

  test('.dockerignore with an ill-formed pattern', async () => {
    const place = new Place({ Dockerfile: scratch, '.dockerignore': 'ok\n[a\n' })
    const { status, stderr } = await place.fails()
    expect(status).toBe(1)
    expect(stderr).toMatch(/^error: .*\[a.*\n.*\.dockerignore:2\n {3}2 \| >>> \[a\n/)
  })
})

function evil(name: string): Buffer {
  const item = {
    name,
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime: 0,
    target: '',
    device: '',
    xattrs: {},
  } as const
  return writeTar([{ ...item, body: Buffer.alloc(600, 'x') }])
}

describe('the command line', () => {
  test.each<[string[], number, RegExp]>([
    [['--colour'], 2, /^error: unknown option '--colour'\nhelp: /],
    [['--platform', 'nonsense'], 2, /^error: platform "nonsense" .*\nhelp: Write it like linux\/amd64/],
    [['--build-context', 'x'], 2, /^error: --build-context "x": the value is missing\nhelp: /],
    [['--build-context', 'x=nowhere'], 1, /^error: opening the build context nowhere: no such file or directory\n/],
    [['--build-context', 'x=docker-image://A'], 1, /^error: image reference "A": .*\nhelp: Write a\.\n/],
    [['--add-host', 'x'], 2, /^error: --add-host x is not NAME:ADDRESS\nhelp: /],
    [['--timestamp', 'x'], 2, /^error: --timestamp=x is not a time\nhelp: /],
    [['--network', 'x'], 2, /^error: option '--network <mode>' argument 'x' is invalid/],
    [['-t', 'Upper'], 2, /^error: .*"Upper": .*\nhelp: /],
    [['-t', 'a@sha256:1'], 2, /^error: .*\nhelp: /],
    [
      ['-o', 'nowhere/image.tar'],
      1,
      /^error: cannot write nowhere\/image\.tar: there is no folder nowhere\nhelp: Make it first: mkdir -p nowhere\n/,
    ],
    [['-o', 'out/image.tar/x.tar'], 1, /^error: cannot write out\/image\.tar\/x\.tar: /],
    [['-o', 'out/image.tar', '-o', 'context/../out/image.tar'], 2, /^error: .* are one destination\n/],
    [['-o', 'out'], 2, /^error: --output out is a folder, and an archive is a file\nhelp: /],
    [['-o', 'context/Dockerfile'], 2, /^error: .* would be written over Dockerfile/],
    [['--cache-dir', 'out/image.tar'], 1, /^error: cannot open the store .*out\/image\.tar: /],
    [['-f', 'nowhere'], 1, /^error: the Dockerfile nowhere is not there\n/],
  ])('%j', async (args, status, stderr) => {
    const place = new Place({ Dockerfile: scratch })
    expect(await place.fails(args)).toEqual({ status, stdout: '', stderr: expect.stringMatching(stderr) as string })
  })

  test.each<[string, number, RegExp]>([
    ['context/Dockerfile', 2, /^error: the build context context\/Dockerfile is not a folder, nor a tar archive\n/],
    ['nowhere', 1, /^error: opening the build context nowhere: no such file or directory\n/],
  ])('a context %s', async (context, status, stderr) => {
    const ended = await new Place({ Dockerfile: scratch }).fails([], context)
    expect(ended).toEqual({ status, stdout: '', stderr: expect.stringMatching(stderr) as string })
  })
})
