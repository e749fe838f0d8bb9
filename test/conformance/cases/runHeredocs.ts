import type { Cases } from '../case.js'

const shell = 'FROM conformance/shell:1'

/** RUN with here-documents. */
export const runHeredocs: Cases = {
  'as-a-script': { dockerfile: [shell, 'ENV v=1', 'RUN <<EOF', 'x=2', 'echo $v $x "$0" >/out', 'EOF'] },
  'quoted-name': { dockerfile: [shell, 'ENV v=1', "RUN <<'EOF'", 'echo $v \\', '  "\\$v" >/out', 'EOF'] },
  backslashes: { dockerfile: [shell, 'RUN <<EOF', "printf '%s\\n' 'a\\b' \"c\\\\d\" \\", '  e >/out', 'EOF'] },
  'tabs-removed': { dockerfile: [shell, 'RUN <<-EOF', '\tcat >/out <<-X', '\t\tinner', '\tX', '\tEOF'] },
  'the-last-status-counts': { dockerfile: [shell, 'RUN <<EOF', 'false', 'touch /x', 'EOF'] },
  'ends-with-a-failure': { dockerfile: [shell, 'RUN <<EOF', 'touch /x', 'false', 'EOF'], refused: true },
  'stops-with-set-e': { dockerfile: [shell, 'RUN <<EOF', 'set -e', 'false', 'touch /x', 'EOF'], refused: true },
  'into-a-command': { dockerfile: [shell, 'RUN cat <<EOF >/out', 'line $HOME', 'EOF'] },
  'into-a-command-quoted': { dockerfile: [shell, 'ENV v=1', "RUN cat <<'EOF' >/out", 'line $v', 'EOF'] },
  'command-after-it': { dockerfile: [shell, 'RUN <<EOF cat >/out', 'text', 'EOF'] },
  'into-a-shell': { dockerfile: [shell, 'RUN <<EOF sh -s one', 'echo $1 >/out', 'EOF'] },
  'two-into-two-commands': { dockerfile: [shell, 'RUN cat <<A >/a && cat <<B >/b', '1', 'A', '2', 'B'] },
  'two-and-nothing-else': { dockerfile: [shell, 'RUN <<A <<B', 'touch /a', 'A', 'touch /b', 'B'] },
  'another-descriptor': { dockerfile: [shell, 'RUN cat 3<<EOF <&3 >/out', 'three', 'EOF'] },
  'own-interpreter-with-an-option': {
    dockerfile: [shell, 'RUN <<EOF', '#!/bin/sh -e', 'echo $- | grep -c e >/out', 'EOF'],
  },
  'own-interpreter-of-another-kind': {
    dockerfile: [shell, 'RUN <<EOF', '#!/bin/awk -f', 'BEGIN { print 6 * 7 > "/out" }', 'EOF'],
  },
  'own-interpreter-for-a-user': {
    dockerfile: [
      shell,
      'USER app',
      'RUN <<EOF',
      '#!/bin/sh',
      'id -u >/tmp/out',
      'stat -c "%a %u:%g" "$0" >>/tmp/out',
      'EOF',
    ],
  },
  'own-interpreter-fails': { dockerfile: [shell, 'RUN <<EOF', '#!/bin/sh', 'exit 4', 'EOF'], refused: true },
  'interpreter-that-is-not-there': {
    dockerfile: [shell, 'RUN <<EOF', '#!/bin/python', 'print()', 'EOF'],
    refused: true,
  },
  'with-an-own-shell': { dockerfile: [shell, 'SHELL ["sh", "-eu", "-c"]', 'RUN <<EOF', 'echo $- >/out', 'EOF'] },
  'own-interpreter-under-an-own-shell': {
    dockerfile: [shell, 'SHELL ["/bin/sh", "-x", "-c"]', 'RUN <<EOF', '#!/bin/sh', 'touch /x', 'EOF'],
  },
  'in-the-exec-form': { dockerfile: [shell, 'RUN ["sh", "-s"] <<EOF', 'touch /x', 'EOF'], refused: true },
  empty: { dockerfile: [shell, 'RUN <<EOF', 'EOF'] },
  'comments-and-instructions-stay': {
    dockerfile: [shell, 'RUN <<EOF', '# a comment', 'cat >/out <<X', 'RUN echo', '# another', 'X', 'EOF'],
  },
  'carriage-returns': { dockerfile: `FROM conformance/shell:1\r\nRUN <<EOF\r\ntouch /x\r\nEOF\r\n` },
  'mount-and-here-document': {
    dockerfile: [shell, 'RUN --mount=type=bind,target=/ctx <<EOF', 'cp /ctx/f /out', 'EOF'],
    context: { f: 'f\n' },
  },
  'long-one': {
    dockerfile: [shell, 'RUN <<EOF', ...Array.from({ length: 300 }, (_, i) => `echo line ${i} >>/out`), 'EOF'],
  },
}
