import type { Cases } from '../case.js'

/** What instructions leave in the configuration. */
export const config: Cases = {
  'nothing-but-from': { dockerfile: ['FROM conformance/config:1'] },
  'base-without-configuration': { dockerfile: ['FROM conformance/small:1', 'ENV a=1'] },
  'everything-inherited-and-added': {
    dockerfile: [
      'FROM conformance/config:1',
      'ENV MORE=1 BASE=changed',
      'LABEL own=1 shared=own',
      'EXPOSE 81 80',
      'VOLUME /vol2',
      'WORKDIR sub',
    ],
  },
  'cmd-forms': { dockerfile: ['FROM conformance/small:1', 'CMD ["first"]', 'CMD echo "hello  world" | cat'] },
  'cmd-exec': { dockerfile: ['FROM conformance/small:1', 'CMD ["/x", "a b", "tab\\tquote\\"\\u00e9"]'] },
  'cmd-empty-list': { dockerfile: ['FROM conformance/config:1', 'CMD []'] },
  'cmd-bad-json': { dockerfile: ['FROM conformance/small:1', "CMD ['single', 'quotes']", 'ENTRYPOINT ["/x", ]'] },
  'entrypoint-resets-inherited-cmd': { dockerfile: ['FROM conformance/config:1', 'ENTRYPOINT ["/new"]'] },
  'entrypoint-keeps-own-cmd': { dockerfile: ['FROM conformance/config:1', 'CMD ["own"]', 'ENTRYPOINT ["/new"]'] },
  'entrypoint-shell-form': { dockerfile: ['FROM conformance/small:1', 'ENTRYPOINT exec top -b'] },
  'entrypoint-empty-list': { dockerfile: ['FROM conformance/config:1', 'ENTRYPOINT []'] },
  'cmd-keeps-inherited-entrypoint': { dockerfile: ['FROM conformance/config:1', 'CMD ["other"]'] },
  shell: {
    dockerfile: [
      'FROM conformance/small:1',
      'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
      'CMD a | b',
      'SHELL ["/x"]',
      'ENTRYPOINT c',
    ],
  },
  'shell-inherited': { dockerfile: ['FROM conformance/config:1', 'CMD do it'] },
  user: { dockerfile: ['FROM conformance/small:1', 'USER 1000:1000', 'USER someone'] },
  'user-two-words': { dockerfile: ['FROM conformance/small:1', 'USER a b'] },
  'user-with-group': { dockerfile: ['FROM conformance/tree:1', 'USER app:staff'] },
  'workdir-adds-up': {
    dockerfile: ['FROM scratch', 'WORKDIR a', 'WORKDIR b/c', 'WORKDIR ..', 'WORKDIR /abs//x/./y/../z'],
  },
  'workdir-trailing-slash': { dockerfile: ['FROM scratch', 'WORKDIR /tmp/'] },
  'workdir-root': { dockerfile: ['FROM conformance/small:1', 'WORKDIR /', 'WORKDIR .'] },
  'workdir-existing': { dockerfile: ['FROM conformance/tree:1', 'WORKDIR /opt/data/deep'] },
  'workdir-through-a-symlink': {
    dockerfile: ['FROM conformance/tree:1', 'WORKDIR /srv/abs/new', 'WORKDIR /var/run/mine', 'COPY a .'],
    context: { a: 'a' },
  },
  'workdir-variables': {
    dockerfile: [
      'FROM scratch',
      'ENV root=/r sub=s',
      'WORKDIR $root/${sub}',
      'WORKDIR "quoted dir"',
      'WORKDIR with space',
    ],
  },
  'workdir-of-the-base': { dockerfile: ['FROM conformance/config:1', 'COPY a sub/', 'WORKDIR x'], context: { a: 'a' } },
  'workdir-empty': { dockerfile: ['FROM conformance/config:1', 'ARG none', 'WORKDIR $none'] },
  expose: {
    dockerfile: ['FROM conformance/small:1', 'EXPOSE 80 443/tcp 53/udp', 'EXPOSE 8000-8003', 'EXPOSE 9/sctp 80'],
  },
  'expose-forms': { dockerfile: ['FROM conformance/small:1', 'EXPOSE 127.0.0.1:8080:80', 'EXPOSE 70-71/UDP'] },
  volume: { dockerfile: ['FROM conformance/small:1', 'VOLUME /a /b', 'VOLUME ["/c d", "/e"]', 'VOLUME rel'] },
  'volume-then-copy': {
    dockerfile: ['FROM conformance/tree:1', 'VOLUME /opt/data /new', 'COPY a /opt/data/z'],
    context: { a: 'a' },
  },
  stopsignal: { dockerfile: ['FROM conformance/small:1', 'STOPSIGNAL SIGTERM', 'STOPSIGNAL 9'] },
  'healthcheck-shell': {
    dockerfile: [
      'FROM conformance/small:1',
      'HEALTHCHECK --interval=5m --timeout=3s --start-period=1m30s --start-interval=500ms --retries=4 CMD curl -f "http://x" || exit 1',
    ],
  },
  'healthcheck-exec': { dockerfile: ['FROM conformance/small:1', 'HEALTHCHECK CMD ["/x", "y"]'] },
  'healthcheck-none': { dockerfile: ['FROM conformance/config:1', 'HEALTHCHECK NONE'] },
  maintainer: { dockerfile: ['FROM conformance/small:1', 'MAINTAINER Some One <some@one.example>'] },
  'label-flag': {
    dockerfile: ['FROM conformance/small:1', 'LABEL a=1 b=2'],
    labels: { b: 'flag', c: '3' },
  },
  'label-unquoted-values': { dockerfile: ['FROM conformance/small:1', 'LABEL version=1.0 desc="a \\"b\\"" empty='] },
}
