import type { Cases } from '../case.js'

/** COPY with its files in the Dockerfile. (RUN's are in run.ts.) */
export const heredoc: Cases = {
  'one-file': { dockerfile: ['FROM scratch', 'COPY <<EOF /etc/x.conf', 'first line', '', '  indented', 'EOF'] },
  'into-a-folder': { dockerfile: ['FROM scratch', 'COPY <<one.txt <<two.txt /x/', '1', 'one.txt', '2', 'two.txt'] },
  'two-into-one-file': { dockerfile: ['FROM scratch', 'COPY <<A <<B /out', 'a', 'A', 'b', 'B'] },
  'with-a-file': { dockerfile: ['FROM scratch', 'COPY a <<b /x/', 'text', 'b'], context: { a: 'a' } },
  variables: {
    dockerfile: [
      'FROM scratch',
      'ENV v=val',
      'COPY <<EOF /x',
      '$v ${v} ${u:-none} \\$v \\\\ "quotes" \'$v\'',
      'joined \\',
      'line',
      'EOF',
    ],
  },
  quoted: {
    dockerfile: [
      'FROM scratch',
      'ENV v=val',
      'COPY <<"EOF" /x',
      '$v \\$v \\\\ stay \\',
      'here',
      'EOF',
      "COPY <<'E' /y",
      '$v',
      'E',
    ],
  },
  'tabs-removed': { dockerfile: ['FROM scratch', 'COPY <<-EOF /x', '\t\ttabs', '\t  mixed', '  spaces', '\tEOF'] },
  flags: {
    dockerfile: ['FROM scratch', 'COPY --chmod=755 --chown=3:4 <<run.sh /bin/', '#!/bin/sh', 'echo hi', 'run.sh'],
  },
  empty: { dockerfile: ['FROM scratch', 'COPY <<EOF /x', 'EOF'] },
  'comments-stay': {
    dockerfile: ['FROM scratch', 'COPY <<EOF /x', '# no comment', 'RUN nothing', 'EOF', '# a comment', 'ENV a=1'],
  },
  'delimiter-with-a-blank': { dockerfile: ['FROM scratch', 'COPY <<"E F" /x', 'text', 'E F'], refused: true },
  'delimiter-with-a-blank-where-it-is-not-needed': {
    dockerfile: ['FROM scratch', 'COPY <<"E F" /x', 'text', 'E F', 'FROM scratch', 'COPY <<EOF /y', 'EOF'],
  },
  'not-ended': { dockerfile: ['FROM scratch', 'COPY <<EOF /x', 'text'], refused: true },
}
