import type { Cases } from '../case.js'

/** ONBUILD: instructions for a child. */
export const onbuild: Cases = {
  'triggers-run': { dockerfile: ['FROM conformance/onbuild:1', 'ENV own=1'], context: { file: 'f\n' } },
  'triggers-see-build-args': {
    dockerfile: ['FROM conformance/onbuild:1'],
    context: { file: 'f\n' },
    buildArgs: { WHO: 'world' },
  },
  'triggers-of-a-stage': {
    dockerfile: ['FROM scratch AS a', 'ONBUILD COPY file /one', 'ONBUILD ENV two=2', 'FROM a', 'ENV three=3'],
    context: { file: 'f\n' },
  },
  'triggers-are-recorded': {
    dockerfile: [
      'FROM conformance/small:1',
      'ONBUILD RUN make',
      'ONBUILD copy . /x',
      'ONBUILD CMD ["a"]',
      'onbuild env a=b',
    ],
  },
  'triggers-do-not-pass-on': {
    dockerfile: ['FROM conformance/onbuild:1 AS a', 'FROM a', 'ENV x=1'],
    context: { file: 'f\n' },
  },
  'trigger-that-copies-from-a-stage': {
    dockerfile: [
      'FROM scratch AS files',
      'COPY file /f',
      'FROM scratch AS base',
      'ONBUILD COPY --from=files /f /g',
      'FROM base',
      'ENV x=1',
    ],
    context: { file: 'f\n' },
  },
  'trigger-with-heredoc': { dockerfile: ['FROM conformance/small:1', 'ONBUILD COPY <<EOF /x', 'body', 'EOF'] },
  'no-onbuild-inside': { dockerfile: ['FROM scratch', 'ONBUILD ONBUILD ENV a=b'], refused: true },
  'no-from-inside': { dockerfile: ['FROM scratch', 'ONBUILD FROM scratch'], refused: true },
  'no-maintainer-inside': { dockerfile: ['FROM scratch', 'ONBUILD MAINTAINER me'], refused: true },
}
