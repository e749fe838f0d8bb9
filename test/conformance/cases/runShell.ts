import type { Cases } from '../case.js'

const shell = 'FROM conformance/shell:1'

/** RUN: shell and exec form, and what the shell makes of its text. */
export const runShell: Cases = {
  'exec-form': { dockerfile: [shell, 'ENV v=1', 'RUN ["touch", "/a b", "/$v", "/\\"q\\"", "/*"]'] },
  'exec-form-of-a-shell': {
    dockerfile: [shell, 'ENV v=1', 'RUN ["sh", "-c", "echo $v \\"$0\\" \\"$1\\" >/out", "zero", "one"]'],
  },
  'exec-form-over-lines': { dockerfile: [shell, 'RUN [ \\', '  "touch", \\', '  "/x" ]'] },
  'ill-formed-exec-form': { dockerfile: [shell, "RUN ['touch', '/x']"], refused: true },
  'list-that-is-no-exec-form': { dockerfile: [shell, 'RUN [ -e /opt/tool ] && touch /x'] },
  'program-by-the-path': {
    dockerfile: [shell, 'COPY --chmod=755 t /own/t', 'ENV PATH=/own:$PATH', 'RUN t', 'RUN ["t"]'],
    context: { t: '#!/bin/sh\necho "$0" >>/out\n' },
  },
  'program-by-a-relative-path': {
    dockerfile: [shell, 'WORKDIR /own', 'COPY --chmod=755 t .', 'RUN ./t', 'RUN ["./t", "a"]'],
    context: { t: '#!/bin/sh\necho "$0 $*" >>/out\n' },
  },
  'no-path': { dockerfile: ['FROM scratch', 'COPY --from=conformance/shell:1 /bin /bin', 'RUN echo $PATH >/out'] },
  'path-of-an-argument': { dockerfile: [shell, 'ARG PATH=/bin:/arg', 'RUN echo $PATH >/out'] },
  'own-shell': {
    dockerfile: [
      shell,
      'SHELL ["sh", "-e", "-u", "-c"]',
      'RUN echo $- >/out; false || true',
      'RUN false; touch /never',
    ],
    refused: true,
  },
  'own-shell-with-a-tail': {
    dockerfile: [shell, 'SHELL ["sh", "-c", "echo $0 >/out; eval \\"$0\\""]', 'RUN touch /x'],
  },
  'shell-that-is-no-shell': { dockerfile: [shell, 'SHELL ["touch", "/first"]', 'RUN /second'] },
  'entrypoint-has-no-say': { dockerfile: [shell, 'ENTRYPOINT ["/nothing"]', 'CMD ["nothing"]', 'RUN touch /x'] },
  'continued-lines': {
    dockerfile: [shell, 'RUN echo one \\', '# left out', '\\', '    two\\', 'three >/out && \\', '    touch /x'],
  },
  'other-escape': { dockerfile: ['# escape=`', shell, 'RUN echo a\\b `', '  c >/out'] },
  quotes: { dockerfile: [shell, `RUN echo 'a  "b"' "c  'd'" e\\ \\ f "\\$HOME" '$HOME' >/out`] },
  'nothing-at-all': { dockerfile: [shell, 'RUN'] },
  'lower-case': { dockerfile: [shell, 'run touch /x', 'Run\ttouch\t/y'] },
  wildcards: { dockerfile: [shell, 'RUN echo /opt/old/* /opt/*/a /none* >/out; rm /opt/old/[b-z]'] },
  substitution: {
    dockerfile: [shell, 'RUN n=$(ls /opt | wc -l); echo $n `echo old` $((2 + 3)) ${n:-x} ${none:-y} >/out'],
  },
  pipes: { dockerfile: [shell, 'RUN echo b a c | tr " " "\\n" | sort | tee /sorted | head -1 >/first'] },
  'status-of-a-pipe-is-the-last': { dockerfile: [shell, 'RUN false | cat; cat /nothing 2>/dev/null | true'] },
  'signals-to-oneself': { dockerfile: [shell, 'RUN kill -9 $$; kill $$; touch /still-there'] },
  'the-last-status-counts': { dockerfile: [shell, 'RUN false; touch /x'] },
  lists: {
    dockerfile: [
      shell,
      'RUN false && touch /1 || touch /2; { touch /3; true; } && (cd /opt && touch 4); pwd >/5; ! false',
    ],
  },
  conditions: {
    dockerfile: [
      shell,
      'RUN if [ -f /opt/tool ]; then touch /1; else touch /2; fi; for f in a b; do touch /$f; done; case x in y) touch /3;; *) touch /4;; esac; i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i >/5',
    ],
  },
  functions: { dockerfile: [shell, 'RUN f() { echo "$# $1" >>/out; }; f a b; f "c d"'] },
  redirections: {
    dockerfile: [
      shell,
      'RUN echo a >/1; echo b >>/1; ls /nothing >/2 2>/dev/null || true; { echo c; echo d >&2; } >/3 2>&1; cat </1 >/4; echo e 3>/5 >&3',
    ],
  },
  'exit-0': { dockerfile: [shell, 'RUN touch /1; exit 0; touch /2'] },
  'on-exit': { dockerfile: [shell, 'RUN trap "touch /trapped" EXIT; touch /x'] },
  'set-e': { dockerfile: [shell, 'RUN set -e; false || touch /1; if false; then :; fi; touch /2'] },
  'in-the-background': { dockerfile: [shell, 'RUN (sleep 0.1; touch /late) & touch /early; wait'] },
  'long-command': {
    dockerfile: [
      shell,
      `RUN echo ${'x'.repeat(5000)} >/out; touch ${Array.from({ length: 200 }, (_, i) => `/tmp/f${i}`).join(' ')}`,
    ],
  },
  unicode: { dockerfile: [shell, 'RUN echo "größe ☃ 日本" >"/ü ☃"'] },
  'history-of-a-long-one': { dockerfile: [shell, 'RUN   touch   /x    # not a comment of the Dockerfile   '] },
}
