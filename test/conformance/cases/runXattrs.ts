import type { Cases } from '../case.js'
import { tarOf } from '../files.js'

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64')
/** A file capability as Linux writes it (version 2): cap_net_bind_service, permitted and effective. */
const capability = base64('\x01\0\0\x02\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0')
const capabilityBytes =
  '\\001\\000\\000\\002\\000\\004\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000'

const programs = tarOf({
  x: { dir: 0o755 },
  'x/cap': { file: 'a program\n', mode: 0o755, xattrs: { 'security.capability': capability } },
  'x/suid': { file: 'suid\n', mode: 0o6755 },
})
const marked = ['FROM conformance/shell:1', 'ADD x.tar /']
const context = { 'x.tar': { file: programs } }

/** Files with attributes of a user's own, which COPY and ADD would leave behind. */
const noted = [
  'FROM conformance/shell:1',
  'RUN mkdir /n && echo f >/n/f && printf yes | setxattr /n user.of-a-folder',
  'RUN printf "a\\000b\\377" | setxattr /n/f user.note && printf x | setxattr /n/f user.other',
]
/** Paths whose attributes Docker loses. */
const keptAt = (...paths: string[]) =>
  Object.fromEntries(
    paths.map((path) => [
      `tree./${path}`,
      'Docker keeps no attribute of a file but its capabilities; whoever gave it one wants it',
    ]),
  )

/** RUN: extended attributes, file capabilities, and the modes that go with them. */
export const runXattrs: Cases = {
  'capability-untouched': { dockerfile: [...marked, 'RUN touch /x/new'], context },
  'capability-stays-with-chmod': { dockerfile: [...marked, 'RUN chmod 700 /x/cap'], context },
  'capability-stays-with-a-touch': { dockerfile: [...marked, 'RUN touch /x/cap'], context },
  'capability-goes-with-chown': { dockerfile: [...marked, 'RUN chown 1000 /x/cap'], context },
  'capability-goes-with-a-write': { dockerfile: [...marked, 'RUN echo more >>/x/cap'], context },
  'capability-goes-with-a-truncation': { dockerfile: [...marked, 'RUN true >/x/cap'], context },
  'capability-moves-with-the-file': { dockerfile: [...marked, 'RUN mv /x/cap /moved'], context },
  'capability-moves-with-the-folder': { dockerfile: [...marked, 'RUN mv /x /y'], context },
  'capability-of-all-names': { dockerfile: [...marked, 'RUN ln /x/cap /x/cap2'], context },
  'capability-is-not-copied': { dockerfile: [...marked, 'RUN cp /x/cap /c1; cp -p /x/cap /c2'], context },
  'capability-is-copied-by-copy': {
    dockerfile: [
      'FROM conformance/shell:1 AS a',
      'ADD x.tar /',
      'RUN chmod 750 /x/cap',
      'FROM scratch',
      'COPY --from=a /x /x',
    ],
    context,
  },
  'capability-made': {
    dockerfile: [
      'FROM conformance/shell:1',
      `RUN cp /opt/tool /t && printf "${capabilityBytes}" | setxattr /t security.capability`,
    ],
  },
  'capability-made-on-a-file-of-the-base': {
    dockerfile: [
      'FROM conformance/shell:1',
      `RUN printf "${capabilityBytes}" | setxattr /opt/tool security.capability`,
    ],
  },
  'capability-taken-away': { dockerfile: [...marked, 'RUN setxattr /x/cap security.capability </dev/null'], context },
  'set-id-goes-with-chown': { dockerfile: [...marked, 'RUN chown 1000:50 /x/suid'], context },
  'set-id-goes-with-a-write-of-a-user': {
    dockerfile: [
      ...marked,
      'RUN cp /x/suid /tmp/s; chown 1000:1001 /tmp/s; chmod 6777 /tmp/s',
      'USER app',
      'RUN echo more >>/tmp/s',
    ],
    context,
  },
  'set-id-stays-with-a-write-of-root': { dockerfile: [...marked, 'RUN echo more >>/x/suid'], context },
  'set-group-id-of-folders': {
    dockerfile: ['FROM conformance/shell:1', 'RUN mkdir -m 2755 /g && chown 5:6 /g && mkdir /g/sub'],
  },
  'attributes-of-the-system-are-refused': {
    dockerfile: [
      'FROM conformance/shell:1',
      'RUN ! echo v | setxattr /opt/tool trusted.made && ! echo v | setxattr /opt/tool trusted.overlay.opaque',
    ],
  },
  'attributes-untouched': {
    dockerfile: [...noted, 'RUN touch /n/new'],
    deviations: keptAt('n', 'n/f'),
  },
  'attributes-stay': {
    dockerfile: [...noted, 'RUN chmod 700 /n /n/f; chown 5 /n/f; echo more >>/n/f'],
    deviations: keptAt('n', 'n/f'),
  },
  'attributes-move': {
    dockerfile: [...noted, 'RUN mv /n/f /g; ln /g /h'],
    deviations: keptAt('n', 'g', 'h'),
  },
  'attributes-made': {
    dockerfile: [
      'FROM conformance/shell:1',
      'RUN printf value | setxattr /opt/tool user.made',
      'RUN mkdir /d && printf value | setxattr /d user.made',
    ],
    deviations: keptAt('opt/tool', 'd'),
  },
  'attributes-taken-away': {
    dockerfile: [...noted, 'RUN setxattr /n/f user.other </dev/null'],
    deviations: keptAt('n', 'n/f'),
  },
}
