import type { Cases } from '../case.js'

/** Variables and quotes. */
export const words: Cases = {
  modifiers: {
    dockerfile: [
      'FROM conformance/small:1',
      'ENV set=value empty=',
      'ENV a=$set b=${set} c=${set:-other} d=${empty:-other} e=${empty-other} f=${unset:-other} g=${unset-other}',
      'ENV h=${set:+other} i=${empty:+other} j=${empty+other} k=${unset:+other} l=${unset+other} m=$unset n=${unset}x',
      'ENV o=${set:?no} p=${empty?no}',
    ],
  },
  patterns: {
    dockerfile: [
      'FROM conformance/small:1',
      'ENV path=/usr/local/lib/lib.so.1 word=foofoo',
      'ENV a=${path#*/} b=${path##*/} c=${path%.*} d=${path%%.*} e=${path%/lib*} f=${word#f?o} g=${word##z}',
      'ENV h=${word/foo/bar} i=${word//foo/bar} j=${word//o/} k=${word/z/y} l=${path//[/]/-} m=${word/#foo/x} n=${path/l*b/X}',
    ],
  },
  nested: {
    dockerfile: [
      'FROM conformance/small:1',
      'ENV a=1 b=',
      'ENV c=${b:-${a:+x${a}y}} d=${z:-"$a b"} e=${z:-${y:-${a}}}',
      'ENV f=${z:-a\\}b}',
    ],
  },
  quotes: {
    dockerfile: [
      'FROM conformance/small:1',
      'ENV v=x',
      `ENV a="$v y" b='$v y' c=$v\\ y d="\\$v" e='it'"'"'s' f="say \\"$v\\"" g=\\$v h="a\\nb" i='a\\nb' j=a\\nb`,
    ],
  },
  'same-instruction-sees-the-old-value': {
    dockerfile: ['FROM conformance/small:1', 'ENV a=1', 'ENV a=2 b=$a', 'ENV c=$a'],
  },
  'env-old-form': {
    dockerfile: [
      'FROM conformance/small:1',
      'ENV a  some words "and quotes" $HOME',
      "ENV b it\\'s \\",
      '  continued',
      'ENV c a=b',
    ],
  },
  'env-again-keeps-its-place': {
    dockerfile: ['FROM conformance/small:1', 'ENV a=1 b=2', 'ENV c=3', 'ENV a=4', 'ENV PATH=/x:$PATH'],
  },
  'where-words-expand': {
    dockerfile: [
      'FROM scratch',
      'ARG v=val',
      'WORKDIR /$v',
      'COPY $v ${v}2/',
      'ADD $v ${v}3/',
      'USER $v:${v}',
      'EXPOSE ${p:-80}/tcp',
      'VOLUME /$v ["$v"]',
      'VOLUME ["/json-$v"]',
      'STOPSIGNAL ${s:-SIGINT}',
      'LABEL $v=1 two=$v "three $v"="$v" four=\'$v\'',
    ],
    context: { val: 'content\n' },
  },
  'where-words-stay': {
    dockerfile: [
      'FROM conformance/small:1',
      'ENV v=val',
      'CMD ["$v", "${v}"]',
      'ENTRYPOINT $v ${v}',
      'SHELL ["$v"]',
      'HEALTHCHECK CMD $v',
      'ONBUILD ENV x=$v',
    ],
  },
  'escape-directive': {
    dockerfile: ['# escape=`', 'FROM scratch', 'ENV a=`$x b=c\\d e=f` `', 'g', 'COPY a `', '  /x/'],
    context: { a: 'a' },
  },
  'continuation-and-comments': {
    dockerfile: [
      'FROM conformance/small:1',
      'ENV a=1 \\',
      '# a comment',
      '  b=2 \\',
      '',
      '    # another',
      '  c=3 \\ ',
      '  d="x\\',
      'y"',
      '  ',
      'LABEL e=f',
    ],
  },
  'lower-case-instructions': {
    dockerfile: ['from scratch', 'env a=1', 'CoPy a /x', 'cmd ["/x"]'],
    context: { a: 'a' },
  },
  'windows-line-ends': {
    dockerfile: '\ufeffFROM scratch\r\nENV a=1 \\\r\n  b=2\r\nCOPY a /x/\r\nCMD ["x"]\r\n',
    context: { a: 'a' },
  },
  'no-newline-at-the-end': { dockerfile: '\n\n# comment\n  FROM conformance/small:1\n\tENV a=1\nLABEL x=y' },
  'label-forms': {
    dockerfile: [
      'FROM conformance/small:1',
      'LABEL a=1 b="two words" c=three\\ words',
      'LABEL old form',
      'LABEL "quoted key"=x com.example.x=\'y z\'',
      'LABEL multi="line \\',
      'two"',
      'LABEL a=again',
    ],
  },
  'positional-and-special': { dockerfile: ['FROM conformance/small:1', 'ENV a=$1 b=${2:-two} c=x$ d="$" e=$$ f=a$@b'] },
}
