import fc from 'fast-check'
import { expect, test } from 'vitest'
import { goQuoteList } from '../../src/dockerfile/goQuote.js'
import { goTexts } from '../../src/inspect/goValues.js'
import { instructionOf, stepsOf } from '../../src/inspect/steps.js'

test.each([
  // BuildKit
  ['RUN /bin/sh -c apt-get update # buildkit', 'RUN apt-get update'],
  ['RUN |2 A=1 B=a b /bin/sh -c echo $A # buildkit', 'RUN echo $A'],
  ['RUN /bin/bash -o pipefail -c a | b # buildkit', 'RUN /bin/bash -o pipefail -c a | b'],
  ['RUN /bin/sh -c <<EOF (a...)\nb # buildkit', 'RUN <<EOF (a...)\nb'],
  ['COPY . /app # buildkit', 'COPY . /app'],
  ['WORKDIR /app', 'WORKDIR /app'],
  ['CMD ["/bin/sh" "-c" "echo \\"a\\"\\n"]', 'CMD echo "a"\n'],
  ['ENTRYPOINT ["python3" "-m" "a b"]', 'ENTRYPOINT ["python3", "-m", "a b"]'],
  ['CMD ["/bin/sh" "-c" "$0" "a"]', 'CMD ["/bin/sh", "-c", "$0", "a"]'],
  ['CMD []', 'CMD []'],
  [
    'HEALTHCHECK &{["CMD-SHELL" "curl -f http://localhost/ || exit 1"] "30s" "3s" "0s" "0s" \'\\x03\'}',
    'HEALTHCHECK --interval=30s --timeout=3s --retries=3 CMD curl -f http://localhost/ || exit 1',
  ],
  [
    'HEALTHCHECK &{["CMD" "/check" "-q"] "0s" "0s" "1m0s" "5s" \'\\x00\'}',
    'HEALTHCHECK --start-period=1m0s --start-interval=5s CMD ["/check", "-q"]',
  ],
  ['HEALTHCHECK &{["NONE"] "0s" "0s" "0s" "0s" \'\\x00\'}', 'HEALTHCHECK NONE'],
  // The builder before
  ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'],
  [
    '/bin/sh -c #(nop)  HEALTHCHECK &{["CMD-SHELL" "true"] "5s" "0s" "0s" \'!\'}',
    'HEALTHCHECK --interval=5s --retries=33 CMD true',
  ],
  ['/bin/sh -c #(nop) ADD file:1234 in / ', 'ADD file:1234 in /'],
  ['/bin/sh -c set -eux; \tapt-get update', 'RUN set -eux; \tapt-get update'],
  ['|1 VERSION=3 /bin/sh -c echo "$VERSION"', 'RUN echo "$VERSION"'],
  // Other programs
  ['CMD ["a", "b"]', 'CMD ["a", "b"]'],
  ['HEALTHCHECK &{["CMD"] "0s" rest', 'HEALTHCHECK &{["CMD"] "0s" rest'],
  ["# debian.sh --arch 'amd64' out/ 'bookworm'", "# debian.sh --arch 'amd64' out/ 'bookworm'"],
  ['', ''],
])('%j is %j', (createdBy, instruction) => {
  expect(instructionOf(createdBy)).toBe(instruction)
})

test('what Go quotes is read as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (list) => {
      expect(goTexts(goQuoteList(list))).toEqual(list)
    }),
  )
})

test('the first step that is not empty made the lowest layer', () => {
  const history = [
    { created_by: 'ENV A=b', empty_layer: true },
    { created_by: 'COPY a b' },
    {},
    { created_by: 'CMD', empty_layer: true },
  ]
  expect(stepsOf(history)).toEqual([
    { createdBy: 'ENV A=b', instruction: 'ENV A=b', layer: undefined },
    { createdBy: 'COPY a b', instruction: 'COPY a b', layer: 0 },
    { createdBy: undefined, instruction: undefined, layer: 1 },
    { createdBy: 'CMD', instruction: 'CMD', layer: undefined },
  ])
})

test('what is nearly a list is looked through once', () => {
  const many = 300_000
  const list = `CMD ["${'\\"'.repeat(many)}]`
  expect(instructionOf(list)).toBe('CMD []')
  const check = `HEALTHCHECK &{[${'] "" '.repeat(many)}`
  expect(instructionOf(check)).toBe(check.trim())
})
