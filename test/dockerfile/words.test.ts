import { describe, expect, test } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { expandHeredoc, expandWord, expandWords } from '../../src/dockerfile/words.js'

const variables: Readonly<Record<string, string>> = {
  PTH: '/usr/local/lib:/usr/lib',
  E: '',
  Q: 'a"b',
  S: 'a b',
  PORTS: '80  90/udp',
}
const lookup = (name: string) => variables[name]
const expand = (word: string, escape: '\\' | '`' = '\\') => expandWord(word, lookup, { escape })

// Each of these was built by Docker 28.5.2 as a LABEL's value, and the label read from the image.
test.each([
  ['"${PTH#*/}"', 'usr/local/lib:/usr/lib'],
  ['"${PTH##*/}"', 'lib'],
  ['"${PTH%/*}"', '/usr/local/lib:/usr'],
  ['"${PTH%%/*}"', ''],
  ['"${PTH/usr/opt}"', '/opt/local/lib:/usr/lib'],
  ['"${PTH//usr/opt}"', '/opt/local/lib:/opt/lib'],
  ['"${PTH//lib/}"', '/usr/local/:/usr/'],
  ['"${PTH/\\/usr/x\\/y}"', 'x\\/y/local/lib:/usr/lib'],
  ['${PTH/l*l/Z}', '/usr/Zib'],
  ['${PTH//l?b/Z}', '/usr/local/Z:/usr/Z'],
  ['${E:-dflt}', 'dflt'],
  ['${E-dflt}', ''],
  ['${E:+alt}', ''],
  ['${E+alt}', 'alt'],
  ['${UN:-${PTH}}', '/usr/local/lib:/usr/lib'],
  ['${UN:-"a b"}', 'a b'],
  ["${UN-'q $PTH'}", 'q $PTH'],
  ['${UN:+x}y', 'y'],
  ['"${UN:-a\\}b}"', 'a}b'],
  ['${UN:-a\\"b}', 'a"b'],
  ['\\$PTH', '$PTH'],
  ["'$PTH'", '$PTH'],
  ['"\\$PTH"', '$PTH'],
  ['$UN', ''],
  ['"a\\nb"', 'a\\nb'],
  ['a\\nb', 'anb'],
  ["'a\\'b", 'a\\b'],
  ['"it\'s"', "it's"],
  ['$Q', 'a"b'],
  ['$S', 'a b'],
  ['$1x', 'x'],
  ['${E}x', 'x'],
  ['$', '$'],
  ['a$', 'a$'],
  ['"$"', '$'],
  ['$PTHx', ''],
  ['${PTH}x', '/usr/local/lib:/usr/libx'],
  ['$-', ''],
  ['$@', ''],
  ['\\\\', '\\'],
  ['"\\\\"', '\\'],
  ["'\\\\'", '\\\\'],
  ['${PTH%"/lib"}', '/usr/local/lib:/usr'],
  ['${PTH%\\*}', '/usr/local/lib:/usr/lib'],
  ['${PTH#"/u*"}', 'sr/local/lib:/usr/lib'],
  ['${PTH#\\/usr}', '/local/lib:/usr/lib'],
  ['${PTH//\\//_}', '_usr_local_lib:_usr_lib'],
  ['${PTH/$S/x}', '/usr/local/lib:/usr/lib'],
  ['${UN#x}', ''],
  ['"${S/ /$PTH}"', 'a/usr/local/lib:/usr/libb'],
  ['${S//a/\\$}', '\\$ b'],
  ['<<EOF', '<<EOF'],
  ['a<b', 'a<b'],
  ['"${UN:-x}y z"', 'xy z'],
  ['style  "quoted  text"  $PTH', 'style  quoted  text  /usr/local/lib:/usr/lib'],
  ['"a"\'b\'c', 'abc'],
  ['é$PTH', 'é/usr/local/lib:/usr/lib'],
  ['${é:-u}', 'u'],
  ['${PTH:-"$S"}', '/usr/local/lib:/usr/lib'],
])('%s is %j', (word, value) => {
  expect(expand(word)).toBe(value)
})

test('the escape character may be a backtick, and a backslash then means itself', () => {
  expect(expand('`$PTH \\$E', '`')).toBe('$PTH \\')
})

test.each([
  ['${', /closing }/],
  ['${PTH', /closing }/],
  ['${PTH:-x', /closing }/],
  ['${}', /bad substitution/],
  ['${:-x}', /bad substitution/],
  ['${{PTH}}', /bad substitution/],
  ['${PTH.x}', /modifier/],
  ['${PTH:*x}', /modifier/],
  ['${PTH:#x}', /modifier :#/],
  ['${PTH/x}', /closing \//],
  ['${PTH/x/y', /closing }/],
  ['${PTH#\\x}', /escape/],
  ['"a', /double quote/],
  ["'a", /single quote/],
  ['${UN:?set it}', /UN: set it/],
  ['${UN:-'.repeat(5000), /too deeply/],
  ['${UN?}', /UN: must be set/],
  ['${E:?}', /E: must not be empty/],
])('%s is refused', (word, message) => {
  expect(() => expand(word)).toThrow(OciPackError)
  expect(() => expand(word)).toThrow(message)
})

test('${name?} of a variable that is set but empty passes', () => {
  expect(expand('${E?}')).toBe('')
})

test('names that are not set are reported', () => {
  const names: string[] = []
  expandWord('$A ${B:-x} $E ${C+y}', lookup, { escape: '\\', onUndefined: (name) => names.push(name) })
  expect(names).toEqual(['A', 'B', 'C'])
})

describe('words are split after expansion, at white space outside quotes', () => {
  test.each([
    ['$PORTS', ['80', '90/udp']],
    ['"$PORTS"', ['80  90/udp']],
    ['a b\\ c  "d e"f', ['a', 'b c', 'd ef']],
    ['$UN', []],
    ['""', []],
    ['1$E 2', ['1', '2']],
    // As Docker, what stands before a modifier is lost: EXPOSE 8${UN:-0} is port 0.
    ['pre${UN:-x y}', ['x', 'y']],
  ])('%s', (text, words) => {
    expect(expandWords(text, lookup, { escape: '\\' })).toEqual(words)
  })
})

// The first is a file that Docker 28.5.2 made of a here-document with the escape character `.
test.each([
  [
    "a $S \"q $S\" '$S' \\$S \\\\ \\n `S a\\\nb ${E:-\"d e\"} ${E:-'$S'} ${NO} ${S#a } it's\n",
    "a a b \"q a b\" 'a b' $S \\ n `S a\nb \"d e\" 'a b'  b it's\n",
  ],
  ['a $PTH "q" \'$E\'\n', 'a /usr/local/lib:/usr/lib "q" \'\'\n'],
  ['\\$PTH \\\\ a\\\nb \\n', '$PTH \\ a\nb n'],
  ['it\'s "open', 'it\'s "open'],
])('the here-document %j becomes %j', (body, text) => {
  expect(expandHeredoc(body, lookup)).toBe(text)
})
