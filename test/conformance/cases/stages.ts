import type { Cases } from '../case.js'

/** Several stages, and images as sources. */
export const stages: Cases = {
  'copy-from-a-name': {
    dockerfile: ['FROM conformance/tree:1 AS build', 'COPY a /made/a', 'FROM scratch', 'COPY --from=build /made /x'],
    context: { a: 'a\n' },
  },
  'copy-from-a-number': {
    dockerfile: [
      'FROM scratch',
      'COPY a /a',
      'FROM scratch',
      'COPY a /b',
      'FROM scratch',
      'COPY --from=0 /a /1',
      'COPY --from=1 b /2',
    ],
    context: { a: 'a' },
  },
  'copy-from-an-image': {
    dockerfile: [
      'FROM scratch',
      'COPY --from=conformance/tree:1 /opt/data /x',
      'COPY --from=conformance/tree:1 /usr/bin /bin',
    ],
  },
  'copy-from-keeps-all': { dockerfile: ['FROM scratch', 'COPY --from=conformance/tree:1 / /'] },
  'copy-from-with-chown': {
    dockerfile: ['FROM conformance/tree:1', 'COPY --from=conformance/config:1 --chown=app:app --chmod=600 /work /w'],
  },
  'copy-from-follows-its-own-links': {
    dockerfile: [
      'FROM scratch',
      'COPY --from=conformance/tree:1 /srv/abs/a /1',
      'COPY --from=conformance/tree:1 /bin/tool /2',
      'COPY --from=conformance/tree:1 /srv/file /3',
      'COPY --from=conformance/tree:1 /srv/out /4',
      'COPY --from=conformance/tree:1 /var/run /5',
    ],
  },
  'copy-from-wildcards': {
    dockerfile: [
      'FROM scratch',
      'COPY --from=conformance/tree:1 /usr/bin/tool* /x/',
      'COPY --from=conformance/tree:1 /opt/*/new /etc/m* /y/',
    ],
  },
  'copy-from-hard-links': {
    dockerfile: [
      'FROM scratch',
      'COPY --from=conformance/tree:1 /usr/bin /x',
      'COPY --from=conformance/tree:1 /usr/bin/tool2 /y',
    ],
  },
  'copy-from-a-context': {
    dockerfile: ['FROM scratch', 'COPY --from=other a d /x/'],
    contexts: { other: { a: { file: 'a', mode: 0o600 }, 'd/b': 'b' } },
  },
  'copy-from-is-from-the-root': {
    dockerfile: ['FROM scratch AS a', 'WORKDIR /deep', 'COPY f .', 'FROM scratch', 'COPY --from=a deep/f /x'],
    context: { f: 'f' },
  },
  'context-that-replaces-a-stage': {
    dockerfile: ['FROM scratch AS part', 'COPY f /f', 'FROM scratch', 'COPY --from=part . /x/'],
    context: { f: 'f' },
    contexts: { part: { g: 'g' } },
  },
  'from-a-stage': {
    dockerfile: [
      'FROM conformance/config:1 AS a',
      'ENV x=1',
      'COPY f /f',
      'FROM a AS b',
      'ENV y=2',
      'FROM b',
      'CMD ["z"]',
    ],
    context: { f: 'f' },
  },
  'stage-names-ignore-case': {
    dockerfile: [
      'FROM scratch AS Build',
      'COPY f /f',
      'FROM scratch',
      'COPY --from=build /f /g',
      'COPY --from=BUILD /f /h',
    ],
    context: { f: 'f' },
  },
  'unused-stages-are-not-built': {
    dockerfile: ['FROM scratch AS broken', 'COPY missing /x', 'FROM scratch', 'COPY f /f'],
    context: { f: 'f' },
  },
  target: {
    dockerfile: ['FROM scratch AS a', 'COPY f /a', 'FROM a AS b', 'COPY f /b', 'FROM scratch', 'COPY missing /x'],
    context: { f: 'f' },
    target: 'B',
  },
  'target-by-number': {
    dockerfile: ['FROM scratch', 'COPY f /a', 'FROM scratch', 'COPY f /b'],
    context: { f: 'f' },
    target: '0',
    refused: true,
  },
  'labels-stay-in-their-stage': {
    dockerfile: ['FROM scratch AS a', 'LABEL a=1', 'COPY f /f', 'FROM scratch', 'LABEL b=2', 'COPY --from=a /f /g'],
    context: { f: 'f' },
  },
  'same-name-twice': {
    dockerfile: [
      'FROM scratch AS a',
      'COPY f /1',
      'FROM scratch AS a',
      'COPY f /2',
      'FROM scratch',
      'COPY --from=a / /',
    ],
    context: { f: 'f' },
  },
  'copy-from-a-variable': {
    dockerfile: ['ARG who=a', 'FROM scratch AS a', 'COPY f /f', 'FROM scratch', 'ARG who', 'COPY --from=$who /f /g'],
    context: { f: 'f' },
    refused: true,
  },
  'add-from-a-stage': {
    dockerfile: ['FROM scratch AS a', 'COPY f /f', 'FROM scratch', 'ADD --from=a /f /g'],
    context: { f: 'f' },
    refused: true,
  },
  'unknown-target': { dockerfile: ['FROM scratch AS a', 'ENV a=1'], target: 'nowhere', refused: true },
  'copy-from-itself': { dockerfile: ['FROM scratch AS a', 'COPY --from=a /x /y'], refused: true },
  'copy-from-a-later-stage': {
    dockerfile: ['FROM scratch AS a', 'COPY --from=later.invalid/x /x /y', 'FROM scratch AS later', 'COPY f /x'],
    context: { f: 'f' },
    target: 'a',
    refused: true,
  },
  'copy-from-missing-file': {
    dockerfile: ['FROM scratch AS a', 'COPY f /f', 'FROM scratch', 'COPY --from=a /nothing /x'],
    context: { f: 'f' },
    refused: true,
  },
}
