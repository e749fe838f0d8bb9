import type { Cases } from '../case.js'
import { tarOf } from '../files.js'

const shell = 'FROM conformance/shell:1'
const long = 'n'.repeat(255)

/** RUN: files of all kinds, names and times. */
export const runFiles: Cases = {
  modes: {
    dockerfile: [
      shell,
      'RUN for m in 0 1 070 4000 2000 1000 7777 644 400; do echo x >/tmp/f$m; chmod $m /tmp/f$m; mkdir /tmp/d$m; chmod $m /tmp/d$m; done',
    ],
  },
  'folder-that-nobody-may-enter': {
    dockerfile: [shell, 'RUN mkdir /c && echo x >/c/f && chmod 0 /c /c/f', 'RUN cat /c/f; touch /c/g'],
  },
  'folder-that-nobody-may-enter-of-a-user': {
    dockerfile: [
      shell,
      'USER app',
      'RUN mkdir /tmp/c && echo x >/tmp/c/f && chmod 0 /tmp/c/f /tmp/c',
      'RUN chmod 700 /tmp/c; touch /tmp/c/g',
    ],
  },
  'mode-of-the-root': { dockerfile: [shell, 'RUN chmod 711 /; stat -c %a / >/out', 'RUN stat -c %a / >/out2'] },
  'same-mode-again': { dockerfile: [shell, 'RUN chmod 644 /opt/tool; chmod 755 /opt/old'] },
  'same-owner-again': { dockerfile: [shell, 'RUN chown 0:0 /opt/tool /opt/old'] },
  'same-content-again': { dockerfile: [shell, 'RUN echo tool >/opt/tool'] },
  'content-shortened': { dockerfile: [shell, 'RUN truncate -s 2 /opt/tool; true >/opt/old/a'] },
  'opened-and-not-written': { dockerfile: [shell, 'RUN true >>/opt/tool; cat /opt/old/a'] },
  'empty-folders': { dockerfile: [shell, 'RUN mkdir -p /e/f/g /e/h'] },
  'folder-of-a-file-that-came-and-went': { dockerfile: [shell, 'RUN touch /opt/old/x; rm /opt/old/x'] },
  'deep-folders': { dockerfile: [shell, `RUN mkdir -p ${'/deep'.repeat(80)} && touch ${'/deep'.repeat(80)}/f`] },
  'times-of-the-past': {
    dockerfile: [
      shell,
      'RUN touch -d "1976-05-03 19:33:20" /old /opt/tool; mkdir /d; touch -d "1976-05-03 19:33:20" /d; ln -s x /l; touch -h -d "1976-05-03 19:33:20" /l',
    ],
  },
  'times-of-copies': { dockerfile: [shell, 'RUN cp -a /opt/old /copy; cp -p /opt/tool /t; cp /opt/tool /u'] },
  'times-of-what-is-moved': { dockerfile: [shell, 'RUN mv /opt/tool /t; mv /opt/old /o'] },
  'times-of-what-changes-its-mode': { dockerfile: [shell, 'RUN chmod 600 /opt/tool; chown 5 /opt/old/a'] },
  'times-to-come': {
    dockerfile: [shell, 'RUN touch -d "2037-01-01 00:00:00" /f; mkdir /d; touch -d "2037-01-01 00:00:00" /d'],
  },
  'times-of-an-archive': {
    dockerfile: [shell, 'COPY a.tar /', 'RUN mkdir /x && tar -xf /a.tar -C /x && rm /a.tar'],
    context: {
      'a.tar': {
        file: tarOf({
          d: { dir: 0o711 },
          'd/f': { file: 'f', owner: [5, 6], mode: 0o4755 },
          'd/l': { link: 'f' },
          'd/h': { hardLink: 'd/f' },
        }),
      },
    },
  },
  'odd-names': {
    dockerfile: [
      shell,
      'RUN <<EOF',
      'cd /tmp',
      "touch -- 'a b' ' lead' 'trail ' -dash 'back\\slash' 'a\"quote' \"it's\" '*' '?' '#' .hidden ..more '~' é ☃ 'new",
      "line'",
      'touch "$(printf "tab\\t.")" "$(printf "\\001")" "$(printf "\\033[1m")"',
      'EOF',
    ],
  },
  'names-that-are-not-utf8': {
    dockerfile: [
      shell,
      'RUN cd /tmp && n=$(printf "\\377\\376") && touch "$n" && mkdir "d$n" && echo x >"d$n/$n" && ln -s "$n" l',
    ],
  },
  'names-in-two-forms': {
    dockerfile: [shell, 'RUN cd /tmp && touch "$(printf "e\\314\\201")" "$(printf "\\303\\251")"'],
  },
  'names-that-differ-in-case': { dockerfile: [shell, 'RUN mkdir /Opt && touch /Opt/tool /opt/TOOL'] },
  'long-names': {
    dockerfile: [
      shell,
      `RUN touch /tmp/${long}; mkdir -p /tmp/d/${long.slice(0, 200)}/${long.slice(0, 90)}; touch /tmp/d/${long.slice(0, 200)}/${long.slice(0, 90)}/${long}`,
    ],
  },
  'long-hard-link': {
    dockerfile: [shell, `RUN mkdir /tmp/${long}; echo x >/tmp/${long}/${long}; ln /tmp/${long}/${long} /tmp/l`],
  },
  sparse: {
    dockerfile: [
      shell,
      'RUN truncate -s 5000000 /hole; printf end | dd of=/middle bs=1 seek=300000 2>/dev/null; { printf start; } >/tail; truncate -s 100000 /tail',
    ],
  },
  'large-file': { dockerfile: [shell, 'RUN seq 1 1500000 >/numbers; tail -c 20 /numbers >/end'] },
  'part-of-a-large-file': {
    dockerfile: [
      shell,
      'RUN seq 1 300000 >/numbers',
      'RUN printf XXXX | dd of=/numbers bs=1 seek=1000000 conv=notrunc 2>/dev/null',
    ],
  },
  'many-files': {
    dockerfile: [shell, 'RUN mkdir /m; i=0; while [ $i -lt 500 ]; do echo $i >/m/$i; i=$((i+1)); done', 'RUN rm /m/*7'],
  },
  fifo: { dockerfile: [shell, 'RUN mkfifo -m 620 /f; mkfifo /g; chown 5:6 /g'] },
  devices: { dockerfile: [shell, 'RUN mknod /c c 1 3; mknod -m 640 /b b 7 0; chown 0:6 /b'] },
  'device-like-a-whiteout': { dockerfile: [shell, 'RUN mkdir /w; touch /w/f; mknod /w/z c 0 0'], refused: true },
  'a-socket': {
    dockerfile: [
      shell,
      'RUN ln -s /s /dev/log && syslogd -n -O /dev/null & while ! test -S /s; do sleep 0.05; done; touch /x; kill $!',
    ],
  },
  'below-temporary': { dockerfile: [shell, 'RUN touch /tmp/f; mkdir -p /var/tmp /run; touch /run/f'] },
  'shared-memory-and-devices-are-not-kept': {
    dockerfile: [
      shell,
      'RUN echo x >/dev/shm/f; touch /dev/f; mkdir /dev/d; touch /x',
      'RUN test ! -e /dev/shm/f && test ! -e /dev/f',
    ],
  },
  'files-of-the-engine-are-not-kept': {
    dockerfile: [
      shell,
      'RUN touch /x',
      'RUN echo 10.0.0.1 mine >>/etc/hosts; echo "# mine" >>/etc/resolv.conf; touch /y',
    ],
  },
  'files-of-the-engine-that-the-image-has': {
    dockerfile: [shell, 'ADD e.tar /', 'RUN cat /etc/hosts >/out; cat /etc/hostname >>/out'],
    context: {
      'e.tar': { file: tarOf({ 'etc/hosts': 'own\n', 'etc/resolv.conf': 'own\n', 'etc/hostname': 'own\n' }) },
    },
  },
  'file-of-the-engine-that-is-a-link': {
    dockerfile: [
      shell,
      'ADD e.tar /',
      'RUN test -e /etc/resolv.conf; cat /run/r/hosts >/out; touch /x',
      'RUN ls -l /run/r >/dev/null',
    ],
    context: {
      'e.tar': {
        file: tarOf({
          'etc/hosts': { link: '../run/r/hosts' },
          'etc/resolv.conf': { link: '/run/r/none' },
          'run/r/hosts': 'own\n',
        }),
      },
    },
  },
  'files-of-the-engine-are-read-only': { dockerfile: [shell, 'RUN echo 10.0.0.1 mine >>/etc/hosts'], refused: true },
  'files-of-the-engine-cannot-be-removed': { dockerfile: [shell, 'RUN rm /etc/hosts'], refused: true },
  'an-image-of-one-program': {
    dockerfile: [
      'FROM scratch',
      'COPY --from=conformance/shell:1 /bin/busybox /busybox',
      'RUN ["/busybox", "touch", "/x"]',
      'RUN ["/busybox", "ls", "-d", "/etc", "/proc", "/sys", "/dev"]',
    ],
  },
  'folders-of-the-engine-that-the-image-has': {
    dockerfile: [
      'FROM scratch',
      'ADD d.tar /',
      'COPY --from=conformance/shell:1 /bin /bin',
      'RUN touch /x',
      'RUN ls /dev/own /proc/own /sys/own 2>/dev/null; stat -c %a /proc/.. >/out',
    ],
    context: {
      'd.tar': {
        file: tarOf({
          dev: { dir: 0o700 },
          'dev/own': 'x',
          proc: { dir: 0o711 },
          'proc/own': 'x',
          sys: { dir: 0o750 },
          'sys/own': 'x',
        }),
      },
    },
  },
}
