import type { Cases } from '../case.js'

/** RUN: commands that need no program of the image to be executed, as a shell would have them. */
export const run: Cases = {
  chmod: {
    dockerfile: [
      'FROM conformance/shell:1',
      'COPY a /x/a',
      'RUN chmod +x /x/a',
      'RUN chmod -R 700 /opt/old',
      'RUN chmod u=rw,go-rwx,a+X /opt/tool',
    ],
    context: { a: 'a' },
  },
  mkdir: {
    dockerfile: [
      'FROM conformance/shell:1',
      'RUN mkdir /1 && mkdir -p /2/3/4 /opt/old',
      'RUN mkdir -m 1777 /5',
      'WORKDIR /w',
      'RUN mkdir -p here',
    ],
  },
  symlinks: {
    dockerfile: [
      'FROM conformance/shell:1',
      'RUN ln -s /opt/tool /tool && ln -s ../opt/tool /opt/again',
      'RUN ln -sf nowhere /tool',
    ],
  },
  chown: {
    dockerfile: [
      'FROM conformance/shell:1',
      'RUN chown 1000:50 /opt/tool && chown -R 5:6 /opt/old && chown 7 /etc/group',
    ],
  },
  rm: {
    dockerfile: [
      'FROM conformance/shell:1',
      'RUN rm /opt/old/a',
      'RUN rm -rf /opt/old /opt/nothing',
      'RUN rm -f /none',
    ],
  },
  'rm-and-make-again': {
    dockerfile: ['FROM conformance/shell:1', 'RUN rm -r /opt/old && mkdir /opt/old && touch /opt/old/new'],
  },
  'rm-of-the-same-step': { dockerfile: ['FROM conformance/shell:1', 'RUN touch /tmp/x && rm /tmp/x'] },
  touch: { dockerfile: ['FROM conformance/shell:1', 'RUN touch /new /opt/tool'] },
  echo: {
    dockerfile: [
      'FROM conformance/shell:1',
      'RUN echo "hello world" > /x && echo more >> /x',
      'RUN echo one  two > /y',
    ],
  },
  true: { dockerfile: ['FROM conformance/shell:1', 'RUN true'] },
  'exec-form': {
    dockerfile: ['FROM conformance/shell:1', 'RUN ["chmod", "600", "/opt/tool"]', 'RUN ["mkdir", "$HOME"]'],
  },
  'args-are-in-the-history': {
    dockerfile: [
      'FROM conformance/shell:1',
      'ARG a=1',
      'ARG b',
      'ENV c=3',
      'RUN mkdir /x',
      'ARG d="two words"',
      'RUN mkdir /y',
    ],
    buildArgs: { b: 'flag' },
  },
  heredoc: { dockerfile: ['FROM conformance/shell:1', 'RUN <<EOF', 'mkdir /x', 'touch /x/y', 'EOF'] },
  'own-shell': { dockerfile: ['FROM conformance/shell:1', 'SHELL ["/bin/sh", "-e", "-c"]', 'RUN mkdir /x'] },
  'what-cmd-becomes': { dockerfile: ['FROM conformance/shell:1', 'CMD ["own"]', 'RUN mkdir /x'] },
  'continued-lines': {
    dockerfile: ['FROM conformance/shell:1', 'RUN mkdir /x \\', '  # a comment', '  && mkdir \\', '  /y'],
  },
  fails: { dockerfile: ['FROM conformance/shell:1', 'RUN rmdir /opt'], refused: true },
  'fails-by-list': { dockerfile: ['FROM conformance/shell:1', 'RUN rm /none && true'], refused: true },
}
