import fc from 'fast-check'
import { describe } from 'vitest'
import { accountTree, accountTreeArbitrary, packageVersion } from '../../../../support/accountTrees.js'
import { appletNow, type Call } from '../../../../support/appletRuns.js'
import { describeApplet } from '../../../../support/describeApplet.js'
import { needs } from '../../../../support/needs.js'

const env = { SOURCE_DATE_EPOCH: `${appletNow}` }

/** Arguments out of options, each given or not, and a name. */
function calls(
  program: string,
  options: readonly (readonly string[])[],
  name: fc.Arbitrary<string[]>,
): fc.Arbitrary<Call> {
  return fc
    .record({
      tree: accountTreeArbitrary,
      options: fc.subarray([...options], { maxLength: Math.min(4, options.length) }),
      name,
    })
    .map(({ tree, options, name }) => ({ tree, env, argv: [program, ...options.flat(), ...name] }))
}

/** Plain command lines on a fresh image. */
function often(...lines: readonly string[]): Call[] {
  return lines.map((line) => ({
    tree: accountTree({ groups: [{ name: 'web', gid: 1100 }], users: [{ name: 'dev', uid: 1200 }] }),
    env,
    argv: line.split(' '),
  }))
}

const name = fc.constantFrom('app', 'dev', 'new', 'new', 'other', 'x.y', 'A1').map((word) => [word])

describe.runIf(needs('shadow 4.13 of Debian', packageVersion('passwd').startsWith('1:4.13+dfsg1-')))('shadow', () => {
  describeApplet('groupadd', {
    families: ['shadow'],
    programs: ['groupadd'],
    count: 100,
    understood: 20,
    any: calls(
      'groupadd',
      [['-r'], ['-f'], ['-g', '1000'], ['--gid', '500'], ['-g', '70001'], ['-o'], ['-K', 'GID_MIN=1400'], ['--system']],
      name,
    ),
    must: often(
      'groupadd app',
      'groupadd -r app',
      'groupadd -g 1000 app',
      'groupadd --system --gid 999 app',
      'groupadd -f web',
    ),
  })

  describeApplet('useradd', {
    families: ['shadow'],
    programs: ['useradd'],
    count: 250,
    any: calls(
      'useradd',
      [
        ['-r'],
        ['-m'],
        ['-M'],
        ['-N'],
        ['-U'],
        ['-l'],
        ['-u', '1000'],
        ['-u', '1001', '-o'],
        ['-u', '998'],
        ['-g', 'web'],
        ['-g', '100'],
        ['-G', 'audio'],
        ['-G', 'audio,users'],
        ['-d', '/srv/x/y'],
        ['-s', '/opt/shell'],
        ['-s', '/no/shell'],
        ['-s', ''],
        ['-c', 'A B,,'],
        ['-k', '/opt'],
        ['-K', 'UID_MIN=5000'],
        ['-K', 'UMASK=077'],
        ['--home-dir', '/home/other'],
      ],
      name,
    ),
    must: often(
      'useradd app',
      'useradd -m app',
      'useradd -m -u 1000 app',
      'useradd -r -g web app',
      'useradd --system --no-create-home --shell /opt/shell app',
      'useradd -ms /opt/shell -G audio,users app',
      'useradd --create-home --gid web --uid 1000 app',
      'useradd -r -u 999 -g web -d /srv/app -m app',
      'useradd -M -N -g 100 -c x app',
    ),
  })

  describeApplet('usermod', {
    families: ['shadow'],
    programs: ['usermod'],
    count: 100,
    understood: 5,
    any: fc
      .record({
        tree: accountTreeArbitrary,
        options: fc.constantFrom(['-aG', 'audio'], ['-a', '-G', 'users'], ['-aG', 'web,audio'], ['-G', 'users']),
        name: fc.constantFrom('app', 'dev', 'daemon', 'root'),
      })
      .map(({ tree, options, name }) => ({ tree, env, argv: ['usermod', ...options, name] })),
    must: often('usermod -aG audio dev', 'usermod -a -G audio,web dev', 'usermod --append --groups users dev'),
  })
})
