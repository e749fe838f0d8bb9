import type { Cases } from '../case.js'

const shell = 'FROM conformance/shell:1'
/** The environment that the shell itself was given, in its order. */
const environ = 'cat /proc/$$/environ | tr "\\0" "\\n"'

/** RUN: what a process finds around itself. */
export const runEnvironment: Cases = {
  variables: { dockerfile: [shell, `RUN ${environ} >/out`] },
  'variables-of-a-user': { dockerfile: [shell, 'USER app', `RUN ${environ} >/tmp/out`] },
  'variables-in-their-order': {
    dockerfile: [
      shell,
      'ARG a=1',
      'ENV z=1 b=2',
      'ARG c',
      'ARG given',
      'ENV a=over PATH=/bin EMPTY=',
      `RUN ${environ} >/out`,
    ],
    buildArgs: { given: 'yes' },
  },
  'env-over-arg': {
    dockerfile: [shell, 'ENV a=env', 'ARG a=arg', 'ARG b=arg', 'ENV b=env', 'RUN echo $a $b >/out'],
    buildArgs: { a: 'flag', b: 'flag' },
  },
  'args-of-the-builder': {
    dockerfile: [shell, 'ARG TARGETARCH', 'ARG TARGETPLATFORM', `RUN ${environ} >/out`],
  },
  proxies: {
    dockerfile: [shell, `RUN ${environ} | sort >/out`, 'ENV x=1', 'RUN echo $no_proxy >/out2'],
    buildArgs: { HTTP_PROXY: 'http://proxy.invalid:1', no_proxy: 'localhost' },
  },
  'proxy-that-is-declared': {
    dockerfile: [shell, 'ARG http_proxy', 'RUN echo $http_proxy >/out'],
    buildArgs: { http_proxy: 'http://proxy.invalid:1' },
  },
  'value-with-all-sorts': {
    dockerfile: [shell, 'ENV v="a b\\"c\'d \\$x \\\\ é"', 'RUN printf %s "$v" >/out'],
  },
  'value-with-lines': { dockerfile: [shell, 'ARG v', 'RUN printf %s "$v" >/out'], buildArgs: { v: 'one\ntwo\n' } },
  'name-that-no-shell-takes': { dockerfile: [shell, 'ENV a.b=1 c-d=2', `RUN ${environ} >/out`] },
  'working-directory': { dockerfile: [shell, 'RUN pwd >/1', 'WORKDIR /opt/old', 'RUN pwd >/2; echo $PWD >>/2'] },
  'working-directory-through-a-link': {
    dockerfile: [shell, 'RUN ln -s /opt/old /l', 'WORKDIR /l', 'RUN pwd >/1; pwd -P >/2; touch here'],
  },
  'working-directory-that-is-gone': {
    dockerfile: [shell, 'WORKDIR /w', 'RUN rmdir /w', 'RUN pwd >/out; touch here'],
  },
  'host-name': { dockerfile: [shell, 'RUN hostname >/out; uname -s >>/out'] },
  hosts: { dockerfile: [shell, 'RUN cat /etc/hosts >/out; test -e /etc/resolv.conf'] },
  'own-hosts': {
    dockerfile: [shell, 'RUN cat /etc/hosts >/out'],
    addHosts: ['one:10.0.0.1', 'two:fd00::2', 'one:10.0.0.3'],
  },
  'first-process': { dockerfile: [shell, 'RUN echo $$ /proc/[0-9]* >/out'] },
  'input-and-output': {
    dockerfile: [
      shell,
      'RUN wc -c >/out; for i in 0 1 2; do test ! -t $i || echo tty $i >>/out; done; ls /proc/$$/fd >>/out',
    ],
  },
  'output-by-name': {
    dockerfile: [shell, 'RUN echo a >/dev/stdout; echo b >/dev/stderr; echo c >/dev/fd/1; echo d >/dev/null'],
  },
  'output-by-name-for-a-user': {
    dockerfile: [shell, 'USER app', 'RUN echo a >/dev/stdout && echo b >/dev/stderr && echo c >/proc/self/fd/2'],
  },
  signals: {
    dockerfile: [
      shell,
      'RUN grep -E "^SigBlk|^ShdPnd" /proc/self/status >/out; (seq 1 1000000; echo $? >>/out) | head -1',
    ],
  },
  rights: {
    dockerfile: [shell, 'RUN grep -E "^(Cap|NoNewPrivs|Seccomp:|Groups|Umask|Uid|Gid)" /proc/self/status >/out'],
  },
  'rights-of-a-user': {
    dockerfile: [
      shell,
      'USER app',
      'RUN grep -E "^(Cap|NoNewPrivs|Seccomp:|Groups|Umask|Uid|Gid)" /proc/self/status >/tmp/out',
    ],
  },
  'what-root-may': {
    dockerfile: [
      shell,
      'RUN <<EOF',
      'try() { "$@" >/dev/null 2>&1 && echo "yes: $*" || echo "no: $*"; }',
      '{',
      'try chroot / true',
      'try mount -t tmpfs none /opt',
      'try mount -o remount,rw /sys',
      'try umount /proc',
      'try hostname other',
      'try chown 5:6 /tmp',
      'try su app -c true',
      'try sh -c "echo 1 >/proc/sys/kernel/panic"',
      'try sh -c "echo x >/proc/sysrq-trigger"',
      'try cat /proc/kcore',
      'try touch /sys/f',
      'try touch /proc/f',
      '} >/out',
      'chown 0:0 /tmp',
      'EOF',
    ],
  },
  'devices-there-are': {
    dockerfile: [
      shell,
      'RUN cd /dev; for f in *; do stat -c "%N %F %a %t:%T" $f; done | grep -v "^console\\|^\'console" >/out; ls -d /dev/shm /dev/pts /dev/mqueue >>/out',
    ],
  },
  'devices-as-a-user': {
    dockerfile: [
      shell,
      'USER app',
      'RUN head -c 3 /dev/zero | od -An -tx1 >/tmp/out; head -c 5 /dev/urandom | wc -c >>/tmp/out; echo x >/dev/null; ! touch /dev/f',
    ],
  },
  // Without the devices: they are mounted one by one where none can be made.
  mounts: {
    dockerfile: [
      shell,
      'RUN cut -d" " -f5 /proc/self/mountinfo | grep -v "^/proc/\\|^/sys/\\|^/dev/[fnrtuz]" | sort >/out',
    ],
  },
  'shared-memory': {
    dockerfile: [shell, 'RUN df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2 >/out; touch /dev/shm/f'],
  },
  'size-of-the-shared-memory': {
    dockerfile: [shell, 'RUN df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2 >/out'],
    shmSize: 16 << 20,
  },
  'name-of-the-machine': {
    dockerfile: [shell, 'RUN head -1 /etc/hosts >/out'],
    buildArgs: { BUILDKIT_SANDBOX_HOSTNAME: 'box.example' },
  },
  limits: {
    dockerfile: [shell, 'RUN ulimit -n >/out; ulimit -Hn >>/out; ulimit -c >>/out'],
    ulimits: [
      { name: 'nofile', soft: 100, hard: 200 },
      { name: 'core', soft: 0, hard: 0 },
    ],
  },
  'loopback-without-a-network': {
    dockerfile: [
      shell,
      'RUN --network=none ip -o addr show | sed "s/ valid.*//; s/\\\\\\\\//" >/out; { echo ping | nc -l -p 9999 >/heard & }; until echo pong | nc 127.0.0.1 9999 >/answer; do sleep 1; done; wait',
    ],
  },
  'a-process-is-left-behind': { dockerfile: [shell, 'RUN sleep 3600 & touch /x'] },
  'much-output': { dockerfile: [shell, 'RUN seq 1 100000; seq 1 100000 >&2; touch /x'] },
  'output-without-an-end-of-line': {
    dockerfile: [shell, 'RUN printf "no newline"; printf "\\377\\001\\r" >&2; touch /x'],
  },
}
