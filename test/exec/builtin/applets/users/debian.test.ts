import fc from 'fast-check'
import { existsSync } from 'node:fs'
import { describe } from 'vitest'
import { accountTree, accountTreeArbitrary, packageVersion } from '../../../../support/accountTrees.js'
import { appletNow, type Call } from '../../../../support/appletRuns.js'
import { describeApplet } from '../../../../support/describeApplet.js'
import { needs } from '../../../../support/needs.js'

const env = { SOURCE_DATE_EPOCH: `${appletNow}` }
const isThere = packageVersion('adduser') === '3.134' && packageVersion('passwd').startsWith('1:4.13+dfsg1-')

const architecture = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? ''
/** What Perl, PAM and the script read. */
const data = [
  '/usr/share/perl5/Debian',
  `/usr/lib/${architecture}-linux-gnu/perl-base`,
  `/usr/lib/${architecture}-linux-gnu/security`,
  '/etc/pam.d',
  '/etc/nsswitch.conf',
]
const programs = ['adduser', 'addgroup', 'perl', 'groupadd', 'useradd', 'usermod', 'chfn', 'gpasswd', 'find', 'bash']
/** Where the tree has them. */
const paths = [
  'bin/bash',
  'bin/chfn',
  'bin/gpasswd',
  'sbin/groupadd',
  'sbin/nologin',
  'sbin/useradd',
  'sbin/usermod',
].map((path) => `usr/${path}`)
const own = { families: ['adduser'] as const, programs: [...programs, 'nologin'], data: data.filter(existsSync) }

function calls(
  program: string,
  options: readonly (readonly string[])[],
  names: readonly (readonly string[])[],
): fc.Arbitrary<Call> {
  return fc
    .record({
      tree: accountTreeArbitrary,
      options: fc.subarray([...options], { maxLength: Math.min(4, options.length) }),
      name: fc.constantFrom(...names),
    })
    .map(({ tree, options, name }) => ({ tree, programs: paths, env, argv: [program, ...options.flat(), ...name] }))
}

/** Plain command lines on a fresh image; `''` is an empty argument. */
function often(...lines: readonly string[]): Call[] {
  return lines.map((line) => ({
    tree: accountTree({ groups: [{ name: 'web', gid: 1100 }], users: [{ name: 'dev', uid: 1200 }] }),
    programs: paths,
    env,
    argv: line.split(' ').map((word) => word.replace("''", '')),
  }))
}

const words = [['app'], ['dev'], ['new'], ['new'], ['other'], ['x.y'], ['A1'], ['_svc']]

describe.runIf(needs('adduser 3.134 and shadow 4.13 of Debian', isThere))('Debian 12’s', () => {
  describeApplet('addgroup', {
    ...own,
    count: 60,
    understood: 20,
    any: calls('addgroup', [['--gid', '1000'], ['--gid=500'], ['--system'], ['--quiet'], ['--group']], words),
    must: often('addgroup app', 'addgroup --system app', 'addgroup --gid 1500 app', 'addgroup --system --gid 101 app'),
  })

  describeApplet('adduser', {
    ...own,
    count: 300,
    understood: 25,
    any: calls(
      'adduser',
      [
        ['--system'],
        ['--system'],
        ['--disabled-password', '--gecos', ''],
        ['--disabled-password', '--gecos', ''],
        ['--disabled-login', '--comment', 'A B'],
        ['--gecos', 'A,B,C'],
        ['--group'],
        ['--ingroup', 'users'],
        ['--gid', '100'],
        ['--uid', '1000'],
        ['--uid', '500'],
        ['--home', '/srv/x/y'],
        ['--home', '/w'],
        ['--no-create-home'],
        ['--shell', '/opt/shell'],
        ['--quiet'],
      ],
      [...words, ['dev', 'audio'], ['dev', 'web'], ['daemon', 'audio'], ['nobody', 'users']],
    ),
    must: often(
      "adduser --disabled-password --gecos '' app",
      "adduser --disabled-password --gecos '' --uid 1000 app",
      'adduser --disabled-login --gecos App --shell /opt/shell --home /srv/app app',
      "adduser --disabled-password --gecos '' --ingroup web --no-create-home app",
      "adduser --disabled-password --gecos '' --gid 1100 --uid 1500 app",
      'adduser --disabled-password --gecos A,B,C,D,E app',
      "adduser --quiet --disabled-password --gecos '' app",
      'adduser --system app',
      'adduser --system --group app',
      'adduser --system --group --no-create-home --quiet app',
      'adduser --system --home /srv/app --shell /opt/shell --ingroup web --disabled-login app',
      'adduser --system --uid 500 --gid 1100 --gecos App app',
      'adduser --group app',
      'adduser dev audio',
      'adduser --quiet dev web',
    ),
  })
})
