import type { Cases } from '../case.js'
import { tarOf } from '../files.js'

const shell = 'FROM conformance/shell:1'

/** Two names of one file, and links of all sorts. */
const archive = tarOf({
  l: { dir: 0o755 },
  'l/one': { file: 'one\n', mode: 0o755 },
  'l/two': { hardLink: 'l/one' },
  'l/three': { hardLink: 'l/one' },
  'l/folder': { dir: 0o755 },
  'l/folder/f': 'f\n',
  'l/to-folder': { link: 'folder' },
  'l/to-file': { link: '/l/one' },
  'l/dangling': { link: 'nowhere' },
})
const linked = [shell, 'ADD l.tar /']
const context = { 'l.tar': { file: archive } }

/** RUN: hard and symbolic links. */
export const runLinks: Cases = {
  'hard-link-of-the-base': { dockerfile: [shell, 'RUN ln /opt/tool /opt/hard && stat -c %h /opt/hard >/out'] },
  'hard-link-into-another-folder': { dockerfile: [shell, 'RUN mkdir -p /a/b && ln /opt/old/a /a/b/c && ln /a/b/c /z'] },
  'hard-link-before-its-first-name': { dockerfile: [shell, 'RUN echo x >/y && ln /y /b && ln /y /z'] },
  'hard-link-outlives-its-first-name': { dockerfile: [shell, 'RUN echo x >/y && ln /y /z && rm /y'] },
  'hard-link-written-through': { dockerfile: [shell, 'RUN echo x >/y && ln /y /z && echo more >>/z && chmod 600 /y'] },
  'hard-link-made-and-changed-later': {
    dockerfile: [shell, 'RUN echo x >/y && ln /y /z', 'RUN echo more >>/z', 'RUN cat /y >/out'],
  },
  'hard-link-moved': { dockerfile: [shell, 'RUN echo x >/y && ln /y /z && mkdir /d && mv /z /d/z'] },
  'hard-links-over-layers': { dockerfile: [shell, 'RUN ln /opt/tool /1', 'RUN ln /1 /2 && stat -c %h /2 >/out'] },
  'hard-link-of-a-link': { dockerfile: [...linked, 'RUN ln /l/dangling /l/dangling2'], context },
  'hard-link-with-set-id': {
    dockerfile: [shell, 'RUN cp /opt/tool /s && chown 1000:50 /s && chmod 6755 /s && ln /s /t'],
  },
  'names-of-one-file-apart': { dockerfile: [...linked, 'RUN chmod 700 /l/two', 'RUN echo more >>/l/one'], context },
  'one-name-away': { dockerfile: [...linked, 'RUN rm /l/one && cat /l/two >/out'], context },
  'one-name-replaced': { dockerfile: [...linked, 'RUN rm /l/one && echo new >/l/one'], context },
  'symbolic-links': {
    dockerfile: [shell, 'RUN ln -s /opt/old /a && ln -s opt/tool /b && ln -s ../none /opt/c && ln -s /a /d'],
  },
  'link-again': {
    dockerfile: [shell, 'RUN ln -s one /l', 'RUN ln -sf two /l', 'RUN ln -sfn /opt/old /l', 'RUN ln -sf /opt/tool /l'],
  },
  'written-through-links': {
    dockerfile: [...linked, 'RUN echo more >>/l/to-file && touch /l/to-folder/g && echo made >/l/dangling'],
    context,
  },
  'modes-through-links': {
    dockerfile: [...linked, 'RUN chmod 600 /l/to-file && chown 5 /l/to-folder && chown -h 6:7 /l/to-file /l/dangling'],
    context,
  },
  'link-away-and-not-its-target': {
    dockerfile: [...linked, 'RUN rm /l/to-folder /l/to-file && rm -f /l/dangling'],
    context,
  },
  'link-replaced-by-a-folder': {
    dockerfile: [...linked, 'RUN rm /l/to-folder && mkdir /l/to-folder && touch /l/to-folder/own'],
    context,
  },
  'link-replaced-by-a-folder-and-back': {
    dockerfile: [
      ...linked,
      'RUN rm /l/to-folder && mkdir /l/to-folder && touch /l/to-folder/own',
      'RUN rm -r /l/to-folder && ln -s folder /l/to-folder',
    ],
    context,
  },
  'folder-replaced-by-a-link': { dockerfile: [shell, 'RUN rm -r /opt/old && ln -s /tmp /opt/old'] },
  'folder-replaced-by-a-link-and-back': {
    dockerfile: [shell, 'RUN mv /opt/old /opt/kept && ln -s kept /opt/old', 'RUN rm /opt/old && mv /opt/kept /opt/old'],
  },
  'folder-replaced-by-a-link-and-back-at-once': {
    dockerfile: [shell, 'RUN mv /opt/old /o && ln -s /o /opt/old && touch /opt/old/c && rm /opt/old && mv /o /opt/old'],
  },
  'folder-replaced-by-a-link-and-copied-into': {
    dockerfile: [
      shell,
      'RUN mkdir /real && rm -r /opt/old && ln -s /real /opt/old',
      'COPY f /opt/old/f',
      'RUN cat /real/f >/out',
    ],
    context: { f: 'f\n' },
  },
  'file-replaced-by-a-link': { dockerfile: [shell, 'RUN mv /opt/tool /opt/tool.real && ln -s tool.real /opt/tool'] },
  'copies-of-links': {
    dockerfile: [
      ...linked,
      'RUN cp -a /l /copy && cp -r /l/to-folder/ /flat && cp /l/to-file /plain && cp -d /l/to-file /same',
    ],
    context,
  },
  'links-in-a-circle': { dockerfile: [shell, 'RUN ln -s b /a && ln -s a /b && ! cat /a 2>/dev/null'] },
  'link-with-a-long-target': { dockerfile: [shell, `RUN ln -s ${'long/'.repeat(60)}end /l`] },
  'link-owned-by-a-user': { dockerfile: [shell, 'USER app', 'RUN ln -s /opt/tool /tmp/l'] },
}
