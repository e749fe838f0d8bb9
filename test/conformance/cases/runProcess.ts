import type { Cases } from '../case.js'

/** RUN: what a process of the image has to do, and what it finds. */
export const runProcess: Cases = {
  'hard-link': { dockerfile: ['FROM conformance/shell:1', 'RUN ln /opt/tool /opt/tool2'] },
  'hard-link-of-the-same-step': { dockerfile: ['FROM conformance/shell:1', 'RUN echo x | cat >/1; ln /1 /2'] },
  'cp-and-mv': {
    dockerfile: [
      'FROM conformance/shell:1',
      'RUN cp /opt/tool /opt/copy && mv /opt/tool /opt/moved && cp -r /opt/old /opt/new && mv /opt/old /gone',
    ],
  },
  'owner-by-name': { dockerfile: ['FROM conformance/shell:1', 'RUN chown app:staff /opt/tool'] },
  'as-a-user': {
    dockerfile: [
      'FROM conformance/shell:1',
      'RUN mkdir -m 777 /open',
      'USER app',
      'WORKDIR /open',
      'RUN mkdir mine && touch mine/f && ! touch /opt/tool && pwd >where',
    ],
  },
  'as-ids': { dockerfile: ['FROM conformance/shell:1', 'RUN mkdir -m 777 /open', 'USER 12:34', 'RUN touch /open/f'] },
  variables: {
    dockerfile: [
      'FROM conformance/shell:1',
      'ARG a=1',
      'ARG unset',
      'ENV b=2 a2=$a',
      'RUN echo "[$a][$b][$a2][${unset-none}][$HOME][$PATH][$PWD]" | cat >/x',
    ],
  },
  'own-script': {
    dockerfile: ['FROM conformance/shell:1', 'COPY --chmod=755 s /s', 'RUN /s one "two words"'],
    context: { s: '#!/bin/sh\nfor a; do echo "<$a>"; done >/out\n' },
  },
  'heredoc-loop': {
    dockerfile: ['FROM conformance/shell:1', 'RUN <<EOF', 'for i in 1 2; do', '  echo $i | cat >/f$i', 'done', 'EOF'],
  },
  'heredoc-with-its-own-interpreter': {
    dockerfile: [
      'FROM conformance/shell:1',
      'RUN <<EOF',
      '#!/bin/sh',
      'echo "$0" | cat >/dev/null',
      'mkdir /made',
      'EOF',
    ],
  },
  'heredoc-as-input': {
    dockerfile: ['FROM conformance/shell:1', 'RUN cat >/x <<A && cat >/y <<B', '1', 'A', '2', 'B'],
  },
  'changes-nothing': { dockerfile: ['FROM conformance/shell:1', 'RUN cat /etc/passwd'] },
  'removes-over-layers': {
    dockerfile: ['FROM conformance/shell:1', 'COPY d /d', 'RUN cat /d/a && rm -r /d/sub /d/a', 'COPY d /d'],
    context: { 'd/a': 'a', 'd/b': 'b', 'd/sub/c': 'c' },
  },
  'a-folder-instead-of-a-file': {
    dockerfile: [
      'FROM conformance/shell:1',
      'RUN cat /opt/tool; rm -r /opt/tool /opt/old; mkdir /opt/tool; ln -s tool /opt/old',
    ],
  },
  'odd-modes': {
    dockerfile: [
      'FROM conformance/shell:1',
      'RUN cat /dev/null >/x; chmod 4711 /x; mkdir /d; chmod 3770 /d; chmod 0 /opt/old/a',
    ],
  },
  umask: {
    dockerfile: ['FROM conformance/shell:1', 'RUN umask >/umask; cat /dev/null >/f; umask 077; mkdir /p; touch /p/f'],
  },
  'fails-with-its-status': { dockerfile: ['FROM conformance/shell:1', 'RUN cat /dev/null; exit 3'], refused: true },
  'program-that-is-not-there': { dockerfile: ['FROM conformance/shell:1', 'RUN ["/nothing"]'], refused: true },
  'workdir-is-made': { dockerfile: ['FROM conformance/shell:1', 'WORKDIR /w/x', 'RUN pwd | cat >where'] },
}
