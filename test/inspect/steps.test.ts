import { expect, test } from 'vitest'
import { instructionOf, stepsOf } from '../../src/inspect/steps.js'

test.each([
  // BuildKit
  ['RUN /bin/sh -c apt-get update # buildkit', 'RUN apt-get update'],
  ['RUN |2 A=1 B=a b /bin/sh -c echo $A # buildkit', 'RUN echo $A'],
  ['RUN /bin/bash -o pipefail -c a | b # buildkit', 'RUN /bin/bash -o pipefail -c a | b'],
  ['RUN /bin/sh -c <<EOF (a...)\nb # buildkit', 'RUN <<EOF (a...)\nb'],
  ['COPY . /app # buildkit', 'COPY . /app'],
  ['WORKDIR /app', 'WORKDIR /app'],
  ['CMD ["/bin/sh" "-c" "true"]', 'CMD ["/bin/sh" "-c" "true"]'],
  // The builder before
  ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'],
  ['/bin/sh -c #(nop) ADD file:1234 in / ', 'ADD file:1234 in /'],
  ['/bin/sh -c set -eux; \tapt-get update', 'RUN set -eux; \tapt-get update'],
  ['|1 VERSION=3 /bin/sh -c echo "$VERSION"', 'RUN echo "$VERSION"'],
  // Other programs
  ["# debian.sh --arch 'amd64' out/ 'bookworm'", "# debian.sh --arch 'amd64' out/ 'bookworm'"],
  ['', ''],
])('%j is %j', (createdBy, instruction) => {
  expect(instructionOf(createdBy)).toBe(instruction)
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
