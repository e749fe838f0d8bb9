import type { Cases } from '../case.js'

const shell = 'FROM conformance/shell:1'

/** RUN: what is gone, and what comes in its place. */
export const runDeletions: Cases = {
  'a-file': { dockerfile: [shell, 'RUN rm /opt/tool'] },
  'a-folder': { dockerfile: [shell, 'RUN rm -r /opt/old'] },
  'a-folder-of-folders': {
    dockerfile: [shell, 'COPY d /d', 'RUN rm -r /d/a'],
    context: { 'd/a/b/c/f': 'f', 'd/a/g': 'g', 'd/h': 'h' },
  },
  'all-that-a-folder-holds': { dockerfile: [shell, 'RUN rm /opt/old/*', 'RUN rmdir /opt/old'] },
  'all-that-a-folder-holds-and-it': { dockerfile: [shell, 'RUN rm /opt/old/a /opt/old/b && rmdir /opt/old'] },
  'what-is-made-in-the-same-run': { dockerfile: [shell, 'RUN mkdir /x && echo a >/x/f && rm -r /x'] },
  'what-is-made-in-the-run-before': { dockerfile: [shell, 'RUN mkdir /x && echo a >/x/f', 'RUN rm -r /x'] },
  'and-the-same-again': { dockerfile: [shell, 'RUN rm /opt/tool && echo tool >/opt/tool'] },
  'and-the-same-again-later': { dockerfile: [shell, 'RUN rm /opt/tool', 'RUN echo tool >/opt/tool'] },
  'a-folder-and-again-empty': { dockerfile: [shell, 'RUN rm -r /opt/old && mkdir /opt/old'] },
  'a-folder-and-again-with-a-file-of-it': {
    dockerfile: [shell, 'RUN rm -r /opt/old && mkdir -m 700 /opt/old && echo new >/opt/old/a'],
  },
  'a-folder-and-again-in-the-next-run': {
    dockerfile: [shell, 'RUN rm -r /opt/old', 'RUN mkdir /opt/old && echo new >/opt/old/a'],
  },
  'a-folder-and-again-and-away': {
    dockerfile: [shell, 'RUN rm -r /opt/old && mkdir /opt/old', 'RUN rm -r /opt/old', 'RUN mkdir /opt/old'],
  },
  'below-what-was-emptied': {
    dockerfile: [
      shell,
      'RUN rm -r /opt/old && mkdir -p /opt/old/sub && touch /opt/old/sub/f',
      'RUN rm /opt/old/sub/f && touch /opt/old/g',
    ],
  },
  'of-an-earlier-copy': { dockerfile: [shell, 'COPY f /f', 'RUN rm /f', 'COPY f /g'], context: { f: 'f' } },
  'of-an-earlier-copy-and-copied-again': {
    dockerfile: [shell, 'COPY f /f', 'RUN rm /f', 'COPY f /f'],
    context: { f: 'f' },
  },
  'copied-into-a-folder-that-was-emptied': {
    dockerfile: [shell, 'RUN rm -r /opt/old', 'COPY d /opt/old', 'RUN ls /opt/old >/out'],
    context: { 'd/c': 'c' },
  },
  'file-instead-of-a-folder': { dockerfile: [shell, 'RUN rm -r /opt/old && echo file >/opt/old'] },
  'folder-instead-of-a-file': { dockerfile: [shell, 'RUN rm /opt/tool && mkdir /opt/tool && touch /opt/tool/f'] },
  'file-instead-of-a-folder-and-back': {
    dockerfile: [
      shell,
      'RUN rm -r /opt/old && echo file >/opt/old',
      'RUN rm /opt/old && mkdir /opt/old && touch /opt/old/a',
    ],
  },
  'a-folder-moved': { dockerfile: [shell, 'RUN mv /opt/old /opt/new'] },
  'a-folder-moved-and-back': { dockerfile: [shell, 'RUN mv /opt/old /opt/new && mv /opt/new /opt/old'] },
  'a-folder-moved-and-another-in-its-place': {
    dockerfile: [shell, 'RUN mv /opt/old /opt/new && mkdir /opt/old && touch /opt/old/c'],
  },
  'a-new-folder-moved-over-an-old-one': {
    dockerfile: [shell, 'RUN mkdir /n && touch /n/c && rm -r /opt/old && mv /n /opt/old'],
  },
  'a-file-moved-over-another': { dockerfile: [shell, 'RUN mv /opt/old/a /opt/old/b && mv /opt/tool /opt/old/a'] },
  'two-files-exchanged': {
    dockerfile: [shell, 'RUN mv /opt/old/a /t && mv /opt/old/b /opt/old/a && mv /t /opt/old/b'],
  },
  'in-a-folder-that-changes-too': { dockerfile: [shell, 'RUN chmod 750 /opt/old && rm /opt/old/a'] },
  'everything-of-a-kind': { dockerfile: [shell, 'RUN rm -rf /opt /tmp /etc/group'] },
  'in-the-next-stage-too': {
    dockerfile: [
      shell + ' AS a',
      'RUN rm -r /opt/old',
      'FROM a',
      'RUN rm /opt/tool',
      shell,
      'COPY --from=1 /opt /copied',
    ],
  },
  'a-name-like-a-whiteout': { dockerfile: [shell, 'RUN mkdir /x && touch /x/.wh. /x/.whx /x/wh.f'] },
  'nothing-that-was-there': { dockerfile: [shell, 'RUN rm -f /none /opt/none; rm -rf /none/none'] },
}
