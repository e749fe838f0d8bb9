import { describe, expect, it } from 'vitest'
import { runOurs, shellTree } from '../../../support/shellRuns.js'

const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`w/d${i}/x${i}`, '']))

describe('what does not end is left to real shells', () => {
  it.each<[string, RegExp]>([
    ['while true; do :; done', /too much work/],
    ['until false; do x=a; done', /too much work/],
    ['while continue; do :; done', /too much work/],
    ['f() { f; }; f', /nested too deeply/],
    ['f() { (f); }; f', /nested too deeply/],
    ['f() { x=$(f); }; f', /nested too deeply/],
    ['x=aaaaaaaaaa; while true; do x=$x$x; done', /too much work/],
    ['set -- a a a a a a a a; while true; do set -- "$@" "$@"; done', /too many words/],
    ['x="a a a a a a a a"; while true; do x="$x $x"; set -- $x; done', /too many words/],
    ['while true; do echo out; done', /too much work/],
    ['while true; do echo out >> f; done', /too much work|more than/],
    ['echo */../*/../*/../*/../*', /too much work/],
    ['x=$(while true; do echo y; done)', /too much work/],
    ['echo {a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}', /too many words/],
    ['. ./loop.sh', /nested too deeply/],
    ['./loop.sh', /nested too deeply/],
  ])('%s', async (text, why) => {
    const tree = shellTree({ ...many, 'w/loop.sh': '#!/w/loop.sh\n. ./loop.sh\n' })
    expect(await runOurs({ text, tree }, 'bash')).toMatch(why)
  })
})

describe('what is not the same everywhere, or not known, is declined', () => {
  it.each([
    'echo $RANDOM',
    'echo $$',
    'echo $!',
    'echo $-',
    'echo $UID',
    'UID=5',
    'IFS=:',
    'PATH=/w mkdir x',
    'x=1 cd d0',
    'readonly x=1; x=2',
    'readonly x; unset x',
    'echo ${missing?}',
    'set -u; echo $missing',
    'set -u; echo $((missing))',
    'set -v',
    'set -o posix',
    'cd missing',
    'cd -',
    'cd missing/..',
    'exit 300',
    'exit 1',
    'false',
    'set -e; false; true',
    'set -e; x=$(false; echo y); true',
    'break',
    'return',
    'f() { break; }; while true; do f; done',
    'shift',
    'eval true',
    'trap true EXIT',
    'exec true',
    'wait',
    'sleep 1',
    'unknown',
    '/w/unknown',
    'echo [^a]*',
    'echo .*',
    'echo .?',
    "x='a\\*'; echo $x",
    'echo a > d*',
    'echo a > "$missing"',
    'echo a > d0',
    'echo a > /dev/stdout',
    'echo a > /proc/x',
    'echo a > missing/x',
    'echo /dev/*',
    '{ echo a; rm f; echo b; } > f',
    '{ echo a; echo b > f; echo c; } > f',
    'echo a > f; cat f > f',
    'echo a > f; cat f >> f',
    'echo a > f; cat < f > f',
    'cat d0/x0 | cat > f',
    'echo $(cat f) | cat > f',
    'echo a | true',
    'echo $((1/0))',
    'echo $((08))',
    'echo $((x=1))',
    'echo ~nobody',
    'export x=$(echo a b)',
    'LC_ALL=de_DE.UTF-8',
    'GLOBIGNORE=a',
    'POSIXLY_CORRECT=1',
    'mkdir x; (cd x; rmdir ../x)',
    'mkdir x; cd x; (cd ..; rm -r x; mkdir x)',
  ])('%s', async (text) => {
    expect(await runOurs({ text, tree: shellTree(many) }, 'bash')).toBeTypeOf('string')
  })
})
