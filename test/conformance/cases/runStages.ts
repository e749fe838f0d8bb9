import type { Cases } from '../case.js'

const shell = 'FROM conformance/shell:1'

/** RUN in several stages, and before and after other instructions. */
export const runStages: Cases = {
  'copy-what-was-made': {
    dockerfile: [
      shell + ' AS make',
      'RUN mkdir /m && echo made >/m/f && ln -s f /m/l && chmod 4711 /m/f',
      'FROM scratch',
      'COPY --from=make /m /m',
    ],
  },
  'copy-into-a-stage-with-a-shell': {
    dockerfile: [shell + ' AS make', 'RUN echo made >/f', shell, 'COPY --from=make /f /f', 'RUN cat /f /f >/g'],
  },
  'from-a-stage': {
    dockerfile: [
      shell + ' AS a',
      'ENV v=1',
      'RUN echo $v >/a',
      'FROM a AS b',
      'ENV v=2',
      'RUN echo $v >/b',
      'FROM b',
      'RUN cat /a /b >/c',
    ],
  },
  'two-from-one-stage': {
    dockerfile: [
      shell + ' AS base',
      'RUN echo base >/f',
      'FROM base AS one',
      'RUN echo one >>/f',
      'FROM base AS two',
      'RUN echo two >>/f',
      'FROM scratch',
      'COPY --from=one /f /one',
      'COPY --from=two /f /two',
    ],
  },
  'unused-stage-is-not-run': { dockerfile: [shell + ' AS broken', 'RUN exit 1', shell, 'RUN touch /x'] },
  target: { dockerfile: [shell + ' AS a', 'RUN touch /a', 'FROM a', 'RUN exit 1'], target: 'a' },
  'hard-links-and-modes-are-copied': {
    dockerfile: [
      shell + ' AS make',
      'RUN mkdir /m && echo x >/m/one && ln /m/one /m/two && chown 5:6 /m/one && mkdir -m 2770 /m/d && mkfifo /m/p',
      'FROM scratch',
      'COPY --from=make /m /m',
    ],
  },
  'what-a-stage-deleted-is-not-copied': {
    dockerfile: [
      shell + ' AS make',
      'RUN rm /opt/tool && rm -r /opt/old && mkdir /opt/old && touch /opt/old/new',
      'FROM scratch',
      'COPY --from=make /opt /opt',
    ],
  },
  'args-end-with-their-stage': {
    dockerfile: [
      'ARG v=global',
      shell + ' AS a',
      'ARG v',
      'RUN echo $v >/f',
      shell,
      'COPY --from=a /f /f',
      'RUN echo "[$v]" >/g',
    ],
  },
  'args-pass-to-stages-on-top': { dockerfile: [shell + ' AS a', 'ARG v=1', 'FROM a', 'RUN echo "[$v]" >/f'] },
  'user-and-workdir-pass-on': {
    dockerfile: [
      shell + ' AS a',
      'USER app',
      'WORKDIR /tmp',
      'SHELL ["sh", "-e", "-c"]',
      'FROM a',
      'RUN id -un >who; pwd >where; echo $- >how',
    ],
  },
  'triggers-that-run': {
    dockerfile: [
      shell + ' AS a',
      'ONBUILD RUN echo triggered >/f',
      'ONBUILD RUN ["touch", "/g"]',
      'FROM a',
      'RUN cat /f >/h',
    ],
  },
  'trigger-with-a-mount': {
    dockerfile: [shell + ' AS a', 'ONBUILD RUN --mount=type=bind,target=/ctx cp /ctx/f /f', 'FROM a', 'RUN cat /f'],
    context: { f: 'f\n' },
  },
  'after-copies': {
    dockerfile: [shell, 'COPY d /d', 'RUN echo more >>/d/f && mkdir /d/new', 'COPY d /d', 'RUN cat /d/f >/out'],
    context: { 'd/f': 'f\n' },
  },
  'copied-over-what-was-made': {
    dockerfile: [shell, 'RUN mkdir /d && echo run >/d/f && echo run >/d/g', 'COPY d /d'],
    context: { 'd/f': 'copied\n' },
  },
  'workdir-over-what-was-made': {
    dockerfile: [shell, 'RUN mkdir -m 700 /w && chown 5 /w', 'WORKDIR /w/sub', 'RUN pwd >f'],
  },
  'many-small-ones': { dockerfile: [shell, ...Array.from({ length: 12 }, (_, i) => `RUN echo ${i} >>/log`)] },
  'metadata-between': {
    dockerfile: [
      shell,
      'RUN touch /1',
      'LABEL a=b',
      'EXPOSE 80',
      'VOLUME /v',
      'STOPSIGNAL SIGINT',
      'RUN touch /2',
      'HEALTHCHECK NONE',
      'RUN touch /3',
    ],
  },
  'below-a-volume': { dockerfile: [shell, 'VOLUME /v', 'RUN mkdir -p /v && echo kept >/v/f'] },
}
