import type { Cases } from '../case.js'

const shell = 'FROM conformance/shell:1'
const refused = (...lines: string[]) => ({ dockerfile: [shell, ...lines], refused: true }) as const

/** RUN: what ends a build. */
export const runErrors: Cases = {
  'exit-status': refused('RUN exit 7'),
  'last-status': refused('RUN true; false'),
  'program-not-in-the-path': refused('RUN no-such-program'),
  'exec-form-not-in-the-path': refused('RUN ["no-such-program"]'),
  'exec-form-of-a-builtin': refused('RUN ["cd", "/"]'),
  'program-that-is-not-executable': refused('RUN ["/opt/tool"]'),
  'program-that-is-a-folder': refused('RUN ["/opt"]'),
  'program-of-no-known-format': {
    dockerfile: [shell, 'COPY --chmod=755 p /p', 'RUN ["/p"]'],
    context: { p: 'echo no interpreter\n' },
    refused: true,
  },
  'interpreter-that-is-missing': {
    dockerfile: [shell, 'COPY --chmod=755 p /p', 'RUN ["/p"]'],
    context: { p: '#!/none\n' },
    refused: true,
  },
  'shell-that-is-missing': refused('SHELL ["/bin/bash", "-c"]', 'RUN true'),
  'image-without-a-shell': { dockerfile: ['FROM conformance/small:1', 'RUN true'], refused: true },
  'program-that-a-user-may-not-execute': refused(
    'RUN cp /bin/busybox /b && chmod 700 /b',
    'USER app',
    'RUN ["/b", "true"]',
  ),
  killed: refused('RUN sh -c "kill -9 \\$\\$" || exit $?'),
  terminated: refused('RUN sh -c "kill \\$\\$" || exit $?'),
  'working-directory-that-is-a-file': refused('WORKDIR /opt/tool', 'RUN true'),
  'empty-exec-form': refused('RUN []'),
  'unknown-flag': refused('RUN --nothing=1 true'),
  'unknown-network': refused('RUN --network=other true'),
  'insecure-without-leave': refused('RUN --security=insecure true'),
  'unknown-security': refused('RUN --security=other true'),
  'in-the-middle': refused('RUN touch /1', 'RUN exit 1', 'RUN touch /3'),
}
