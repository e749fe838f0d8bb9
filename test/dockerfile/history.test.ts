import { expect, test } from 'vitest'
import { goQuote } from '../../src/dockerfile/goQuote.js'
import * as history from '../../src/dockerfile/history.js'

const copy = { kind: 'copy', parents: false } as const

// The texts are those of an image that Docker 28.5.2 built.
test.each([
  [history.argHistory([{ name: 'G', value: 'glob' }, { name: 'X', value: '1' }, { name: 'Y' }]), 'ARG G=glob X=1 Y'],
  [history.wordHistory('MAINTAINER', 'me <a@b>'), 'MAINTAINER me <a@b>'],
  [
    history.pairsHistory('ENV', [
      { name: 'A', value: 'b' },
      { name: 'C', value: 'd e' },
    ]),
    'ENV A=b C=d e',
  ],
  [history.pairsHistory('LABEL', [{ name: 'c d', value: 'e' }]), 'LABEL c d=e'],
  [history.copyHistory(copy, ['f.sh'], [], '/dest/'), 'COPY f.sh /dest/ # buildkit'],
  [
    history.copyHistory({ ...copy, chown: '0:0', chmod: '755' }, ['f.sh', 'f.sh'], [], '/dest/'),
    'COPY --chown=0:0 --chmod=755 f.sh f.sh /dest/ # buildkit',
  ],
  [history.copyHistory({ ...copy, kind: 'add' }, ['f.sh'], [], '/1/'), 'ADD f.sh /1/ # buildkit'],
  [history.copyHistory(copy, ['f.sh'], ['EOF', 'EOG'], '/hd/'), 'COPY f.sh <<EOF <<EOG /hd/ # buildkit'],
  [history.runHistory(['/bin/sh', '-c', 'echo $X'], []), 'RUN /bin/sh -c echo $X # buildkit'],
  [
    history.runHistory(
      ['/bin/echo', 'a b', 'c"d'],
      [
        ['X', '1'],
        ['Y', ''],
        ['Z', 'a b'],
      ],
    ),
    'RUN |3 X=1 Y= Z=a b /bin/echo a b c"d # buildkit',
  ],
  [history.workdirHistory('/w/sub'), 'WORKDIR /w/sub'],
  [history.wordHistory('USER', '1:2'), 'USER 1:2'],
  [history.listHistory('EXPOSE', ['100/tcp', '80/tcp', '90/udp']), 'EXPOSE [100/tcp 80/tcp 90/udp]'],
  [history.listHistory('SHELL', ['/bin/sh', '-ec']), 'SHELL [/bin/sh -ec]'],
  [history.listHistory('VOLUME', ['/c d']), 'VOLUME [/c d]'],
  [history.wordHistory('STOPSIGNAL', 'SIGTERM'), 'STOPSIGNAL SIGTERM'],
  [
    history.healthcheckHistory({
      Test: ['CMD-SHELL', 'echo "q"'],
      Interval: 90e9,
      Timeout: 500e6,
      StartPeriod: 1e9,
      StartInterval: 2e9,
      Retries: 3,
    }),
    'HEALTHCHECK &{["CMD-SHELL" "echo \\"q\\""] "1m30s" "500ms" "1s" "2s" \'\\x03\'}',
  ],
  [history.healthcheckHistory({ Test: ['NONE'] }), 'HEALTHCHECK &{["NONE"] "0s" "0s" "0s" "0s" \'\\x00\'}'],
  [history.commandHistory('CMD', []), 'CMD []'],
  [history.commandHistory('CMD', ['a', 'b']), 'CMD ["a" "b"]'],
  [history.commandHistory('CMD', ['/bin/sh', '-ec', 'echo "hi"']), 'CMD ["/bin/sh" "-ec" "echo \\"hi\\""]'],
  [
    history.commandHistory('ENTRYPOINT', ['a\tb\u00e9\u0001\u200b😀\u00a0\\\u007f\u2028\ufeff\ue000']),
    'ENTRYPOINT ["a\\tb\u00e9\\x01\\u200b😀\\u00a0\\\\\\x7f\\u2028\\ufeff\\ue000"]',
  ],
])('%j', (text, expected) => {
  expect(text).toBe(expected)
})

test('a private character beyond the first plane is written in eight digits', () => {
  expect(goQuote('\u{f0000}')).toBe('"\\U000f0000"')
})
