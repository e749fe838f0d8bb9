import type { Case, Cases, Files } from '../case.js'

const files: Files = {
  'd/a': 'a\n',
  'd/b': { file: 'b\n', mode: 0o755 },
  'd/sub/c.txt': 'c\n',
  'd/empty': { dir: 0o700 },
  'e/data': { dir: 0o700 },
  'e/data/deep/z': 'z\n',
  'e/again': 'a file now\n',
}

function linking(...lines: string[]): Case {
  return { dockerfile: ['FROM conformance/tree:1', ...lines], context: files, containerdStore: true }
}

/** `--link`: a layer that is made as if there were nothing below, and hides what is there. */
export const copyLink: Cases = {
  folder: linking('COPY --link d /opt/data'),
  'new-parents': linking('COPY --link --chown=3:4 d/a /new/a'),
  'does-not-follow': linking('COPY --link d/a /bin/a', 'COPY --link d/a /srv/abs/a'),
  'folder-over-a-link': linking('COPY --link d /srv/abs'),
  'file-over-a-link': linking('COPY --link d/a /srv/file'),
  'folder-over-a-file': linking('COPY --link d /etc/motd'),
  'file-over-a-folder': linking('COPY --link d/a /opt/data'),
  'folders-over-all-kinds': linking('COPY --link e /opt'),
  'parents-take-over': linking('COPY --link --chown=5:6 d/a /opt/data/new/a', 'COPY --link d/a d/b /home/app/'),
  'chown-by-name': { ...linking('COPY --link --chown=app d/a /x/a'), refused: true },
  'chmod-undoes-it': linking('COPY --link --chmod=640 d/a /bin/a'),
  'below-a-link-again': linking('COPY --link d/a /srv/rel/a', 'COPY d/b /srv/rel/b'),
  'working-directory': linking('WORKDIR /srv/abs', 'COPY --link d/a .'),
  heredoc: linking('COPY --link <<x /home/app/', 'hello', 'x'),
  'to-the-root': linking('COPY --link d /'),
  'matches-nothing': linking('COPY --link gone* /x/'),
  exclude: linking('COPY --link --exclude=a d /x/'),
}
