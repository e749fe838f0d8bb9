import type { Case, Cases, Files } from '../case.js'

const tree: Files = {
  'a.txt': '1',
  'b.md': '2',
  'd/a.txt': '3',
  'd/b.md': '4',
  'd/sub/a.txt': '5',
  'd/sub/b.md': '6',
  'd/sub/deep/c.txt': '7',
  e: { dir: 0o711 },
  'e/f/g': '8',
}

/** The whole context, with this .dockerignore. */
function ignoring(...lines: string[]): Case {
  const text = lines.map((line) => line + '\n').join('')
  return { dockerfile: ['FROM scratch', 'COPY . /x/'], context: { ...tree, '.dockerignore': text } }
}

/** .dockerignore: what never reaches the build. */
export const ignore: Cases = {
  'one-level': ignoring('*.txt'),
  'any-depth': ignoring('**/*.txt'),
  'any-depth-folder': ignoring('**/sub'),
  'a-folder': ignoring('d'),
  'cleaned-patterns': ignoring('/d/', './b.md', '  e/f  ', 'd/../a.txt'),
  'above-the-root': ignoring('/../d', '/../../b.md', '../e', '!/../d/sub'),
  'comments-and-blank-lines': ignoring('#a.txt', ' #b.md', '', '   ', 'd'),
  'byte-order-mark': ignoring('\ufeffa.txt'),
  'windows-line-ends': ignoring('a.txt\r', 'd\r'),
  're-included': ignoring('*', '!b.md', '!d/sub/a.txt'),
  're-included-folder': ignoring('**', '!e'),
  're-included-deep-keeps-modes': ignoring('e', '!e/f/g'),
  'last-match-wins': ignoring('d/sub', '!d/sub/deep', 'd/sub/deep/c.txt'),
  're-included-then-excluded-again': ignoring('*.txt', '!a.txt', 'a.*'),
  'stars-in-the-middle': ignoring('d/**/c.txt', 'd/*/b.md'),
  'stars-at-the-end': ignoring('d/**', 'e/*'),
  'question-mark-and-class': ignoring('?.md', '[a-b].txt', 'd/[!a].*'),
  'negated-class': ignoring('d/[^a].*'),
  escaped: ignoring('b\\.md', 'd/\\*', '[[]a.txt'),
  'the-dockerfile-itself': ignoring('Dockerfile', '.dockerignore'),
  everything: ignoring('*'),
  'the-root': ignoring('.'),
  'whole-words-only': ignoring('a', 'd/sub/a', 'su'),
  'case-matters': ignoring('A.TXT', 'D'),
  'own-file-of-a-dockerfile': {
    dockerfile: ['FROM scratch', 'COPY . /x/'],
    dockerfilePath: 'app.Dockerfile',
    context: { ...tree, '.dockerignore': 'a.txt\n', 'app.Dockerfile.dockerignore': 'b.md\n' },
  },
  'of-another-context': {
    dockerfile: ['FROM scratch', 'COPY --from=other . /x/'],
    contexts: { other: { a: 'a', b: 'b', '.dockerignore': 'a\n' } },
  },
  'source-inside-an-excluded-folder': {
    dockerfile: ['FROM scratch', 'COPY d/sub /x/', 'COPY d /y/'],
    context: { ...tree, '.dockerignore': 'd\n!d/sub/deep\n' },
  },
  'source-that-is-ignored': {
    dockerfile: ['FROM scratch', 'COPY a.txt /x'],
    context: { ...tree, '.dockerignore': 'a.txt\n' },
    refused: true,
  },
  'bare-exclamation-mark': { ...ignoring('!'), refused: true },
  'bad-pattern': { ...ignoring('[a-'), refused: true },
}
