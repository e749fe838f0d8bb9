import type { Cases } from '../case.js'

const shell = 'FROM conformance/shell:1'
const context = {
  f: 'f\n',
  'd/g': { file: 'g\n', mode: 0o600 },
  'd/x': { file: '#!/bin/sh\n', mode: 0o755 },
  'd/l': { link: 'g' },
}
const list = (path: string) => `find ${path} | sort | while read -r f; do stat -c "%n %F %a %u:%g" "$f"; done`

/** RUN --mount: files of the context, of stages and of images; secrets; what is kept and what is forgotten. */
export const runMounts: Cases = {
  'bind-of-the-context': { dockerfile: [shell, `RUN --mount=type=bind,target=/ctx ${list('/ctx')} >/out`], context },
  'bind-is-the-default': { dockerfile: [shell, 'RUN --mount=target=/ctx cat /ctx/f >/out'], context },
  'bind-of-a-folder': {
    dockerfile: [shell, 'RUN --mount=type=bind,source=d,target=/ctx cat /ctx/g >/out; ls /ctx >>/out'],
    context,
  },
  'bind-of-a-file': {
    dockerfile: [shell, 'RUN --mount=type=bind,source=f,target=/opt/new/f cat /opt/new/f >/out'],
    context,
  },
  'bind-by-other-words': {
    dockerfile: [shell, 'RUN --mount=src=/d,dst=/a --mount=source=./f,destination=/b cat /a/g /b >/out'],
    context,
  },
  'bind-of-what-is-ignored': {
    dockerfile: [shell, 'RUN --mount=target=/ctx find /ctx | sort >/out'],
    context: { ...context, '.dockerignore': 'd\n' },
  },
  'bind-from-a-stage': {
    dockerfile: [
      shell + ' AS made',
      'RUN mkdir /m && echo made >/m/f && chown 5:6 /m/f && chmod 640 /m/f',
      shell,
      `RUN --mount=from=made,source=/m,target=/m ${list('/m')} >/out; cat /m/f >>/out`,
    ],
  },
  'bind-from-an-image': {
    dockerfile: [shell, `RUN --mount=from=conformance/tree:1,source=/opt,target=/t ${list('/t')} >/out`],
  },
  'bind-from-a-named-context': {
    dockerfile: [shell, 'RUN --mount=from=other,target=/o cat /o/f >/out'],
    contexts: { other: { f: 'other\n' } },
  },
  'bind-of-a-root': {
    dockerfile: [
      shell + ' AS made',
      'RUN echo made >/made',
      shell,
      'RUN --mount=from=made,target=/m cat /m/made /m/opt/tool >/out',
    ],
  },
  'bind-over-a-folder': {
    dockerfile: [shell, 'RUN --mount=source=d,target=/opt/old ls /opt/old >/out', 'RUN ls /opt/old >>/out'],
    context,
  },
  'bind-over-a-file': {
    dockerfile: [shell, 'RUN --mount=source=f,target=/opt/tool cat /opt/tool >/out', 'RUN cat /opt/tool >>/out'],
    context,
  },
  'bind-onto-a-link': {
    dockerfile: [shell, 'RUN ln -s /opt/old /l', 'RUN --mount=source=d,target=/l ls /opt/old >/out'],
    context,
  },
  'bind-is-read-only': {
    dockerfile: [
      shell,
      'RUN --mount=target=/ctx ! touch /ctx/new 2>/dev/null && ! sh -c "echo x >>/ctx/f" 2>/dev/null',
    ],
    context,
  },
  'bind-read-write-is-forgotten': {
    dockerfile: [
      shell,
      'RUN --mount=target=/ctx,rw touch /ctx/new && echo more >>/ctx/f && cat /ctx/f >/out && rm -r /ctx/d',
      'RUN --mount=target=/ctx,readwrite=true find /ctx | sort >>/out; cat /ctx/f >>/out',
      'COPY f /copied',
    ],
    context,
  },
  'bind-from-a-stage-written-to': {
    dockerfile: [
      shell + ' AS made',
      'RUN echo made >/f',
      shell,
      'RUN --mount=from=made,target=/m,rw=true echo more >>/m/f && cat /m/f >/out',
      'COPY --from=made /f /f',
    ],
  },
  'bind-readonly-said-so': {
    dockerfile: [
      shell,
      'RUN --mount=target=/a,ro --mount=target=/b,readonly=false touch /b/x && ! touch /a/x 2>/dev/null',
    ],
    context,
  },
  'bind-target-in-the-working-directory': {
    dockerfile: [shell, 'WORKDIR /w', 'RUN --mount=target=ctx cat ctx/f >out'],
    context,
  },
  'bind-with-variables': {
    dockerfile: [shell, 'ARG what=d', 'ENV where=/v', 'RUN --mount=source=$what,target=${where}/x ls /v/x >/out'],
    context,
  },
  'bind-from-a-variable': {
    dockerfile: [
      shell + ' AS made',
      'RUN touch /made',
      shell,
      'ARG who=made',
      'RUN --mount=from=$who,target=/m ls /m >/out',
    ],
    refused: true,
  },
  'binds-in-each-other': {
    dockerfile: [shell, 'RUN --mount=source=d,target=/a,rw --mount=source=f,target=/a/f cat /a/f /a/g >/out'],
    context,
  },
  'bind-as-a-user': {
    dockerfile: [shell, 'USER app', 'RUN --mount=target=/ctx cat /ctx/f >/tmp/out; ! cat /ctx/d/g'],
    context,
  },
  'place-of-a-mount': {
    dockerfile: [shell, 'RUN --mount=target=/deep/er/ctx touch /deep/made', 'RUN find /deep >/out || true'],
    context,
  },
  'bind-of-nothing': { dockerfile: [shell, 'RUN --mount=source=nothing,target=/x true'], context, refused: true },
  'bind-of-what-is-above': { dockerfile: [shell, 'RUN --mount=source=../../f,target=/x cat /x >/out'], context },
  'bind-through-a-link': {
    dockerfile: [
      shell + ' AS made',
      'RUN mkdir /real && echo x >/real/f && ln -s /real /link && ln -s ../../../etc /real/out',
      shell,
      'RUN --mount=from=made,source=/link,target=/m ls /m >/out',
    ],
  },
  'bind-without-a-target': { dockerfile: [shell, 'RUN --mount=type=bind,source=f true'], context, refused: true },
  'bind-from-nowhere': { dockerfile: [shell, 'RUN --mount=from=nowhere.invalid/x,target=/x true'], refused: true },
  'bind-onto-the-root': { dockerfile: [shell, 'RUN --mount=target=/ true'], context, refused: true },

  cache: {
    dockerfile: [
      shell,
      'RUN --mount=type=cache,target=/c,id=@unique@ stat -c "%a %u:%g" /c >/out; ls -A /c >>/out; echo one >/c/f',
      'RUN --mount=type=cache,target=/other,id=@unique@ cat /other/f >>/out; echo two >>/other/f',
      'RUN --mount=type=cache,target=/c,id=@unique@ cat /c/f >>/out',
    ],
  },
  'cache-with-owner-and-mode': {
    dockerfile: [
      shell,
      'USER app',
      'RUN --mount=type=cache,target=/c,id=@unique@,uid=1000,gid=50,mode=0750 stat -c "%a %u:%g" /c >/tmp/out; touch /c/f; stat -c "%a %u:%g" /c/f >>/tmp/out',
    ],
  },
  'cache-read-only': {
    dockerfile: [shell, 'RUN --mount=type=cache,target=/c,id=@unique@,ro ! touch /c/f 2>/dev/null'],
  },
  'cache-that-begins-with-a-stage': {
    dockerfile: [
      shell + ' AS made',
      'RUN mkdir /m && echo made >/m/f',
      shell,
      'RUN --mount=type=cache,target=/c,id=@unique@,from=made,source=/m cat /c/f >/out; echo more >>/c/f',
      'RUN --mount=type=cache,target=/c,id=@unique@,from=made,source=/m cat /c/f >>/out',
      'COPY --from=made /m /m',
    ],
  },
  'cache-private-and-locked': {
    dockerfile: [
      shell,
      'RUN --mount=type=cache,target=/a,id=@unique@-a,sharing=private --mount=type=cache,target=/b,id=@unique@-b,sharing=locked touch /a/x /b/y',
      'RUN --mount=type=cache,target=/a,id=@unique@-a,sharing=private --mount=type=cache,target=/b,id=@unique@-b,sharing=locked ls /a /b >/out',
    ],
  },
  'cache-over-a-folder': {
    dockerfile: [
      shell,
      'RUN --mount=type=cache,target=/opt/old,id=@unique@ ls /opt/old >/out; touch /opt/old/c',
      'RUN ls /opt/old >>/out',
    ],
  },
  'cache-twice-at-once': {
    dockerfile: [
      shell,
      'RUN --mount=type=cache,target=/a,id=@unique@ --mount=type=cache,target=/b,id=@unique@ touch /a/f && ls /b >/out',
    ],
  },
  'cache-with-an-unknown-sharing': {
    dockerfile: [shell, 'RUN --mount=type=cache,target=/c,sharing=some true'],
    refused: true,
  },

  tmpfs: {
    dockerfile: [
      shell,
      'RUN --mount=type=tmpfs,target=/t stat -c "%a %u:%g" /t >/out; ls -A /t >>/out; touch /t/f',
      'RUN --mount=type=tmpfs,target=/t ls -A /t >>/out',
    ],
  },
  'tmpfs-over-a-folder': {
    dockerfile: [shell, 'RUN --mount=type=tmpfs,target=/opt ls -A /opt >/out; touch /opt/new', 'RUN ls /opt >>/out'],
  },
  'tmpfs-of-a-size': {
    dockerfile: [
      shell,
      'RUN --mount=type=tmpfs,target=/t,size=1m df -k /t | tail -1 | tr -s " " | cut -d" " -f2 >/out; ! head -c 2000000 /dev/zero 2>/dev/null >/t/f',
    ],
  },
  'tmpfs-for-a-user': {
    dockerfile: [
      shell,
      'USER app',
      'RUN --mount=type=tmpfs,target=/t touch /t/f 2>/dev/null && echo writable >/tmp/out || echo not >/tmp/out',
    ],
  },

  secret: {
    dockerfile: [
      shell,
      'RUN --mount=type=secret,id=key stat -c "%n %F %a %u:%g" /run/secrets /run/secrets/key >/out; wc -c </run/secrets/key >>/out',
      'RUN ls -d /run /run/secrets >/out2 2>/dev/null || true',
    ],
    secrets: { key: { file: 'geheim\n' } },
  },
  'secret-at-a-place': {
    dockerfile: [
      shell,
      'RUN --mount=type=secret,id=key,target=/deep/k,uid=1000,gid=50,mode=0440 stat -c "%a %u:%g" /deep/k >/out',
    ],
    secrets: { key: { file: 'geheim' } },
  },
  'secret-in-the-working-directory': {
    dockerfile: [shell, 'WORKDIR /w', 'RUN --mount=type=secret,id=key,target=k cat k >/dev/null; ls >/out'],
    secrets: { key: { file: 'geheim' } },
  },
  'secret-for-a-user': {
    dockerfile: [
      shell,
      'USER app',
      'RUN --mount=type=secret,id=key ! cat /run/secrets/key 2>/dev/null',
      'RUN --mount=type=secret,id=key,uid=1000 cat /run/secrets/key >/dev/null',
    ],
    secrets: { key: { file: 'geheim' } },
  },
  'secret-over-a-file': {
    dockerfile: [
      shell,
      'RUN --mount=type=secret,id=key,target=/opt/tool cat /opt/tool | tr a-z A-Z >/out',
      'RUN cat /opt/tool >>/out',
    ],
    secrets: { key: { file: 'secret\n' } },
  },
  'secret-from-the-environment': {
    dockerfile: [shell, 'RUN --mount=type=secret,id=key wc -c </run/secrets/key >/out; echo "[$KEY_VARIABLE]" >>/out'],
    secrets: { key: { env: 'KEY_VARIABLE', value: 'from env' } },
  },
  'secret-as-a-variable': {
    dockerfile: [
      shell,
      'RUN --mount=type=secret,id=key,env=KEY printf %s "$KEY" | wc -c >/out; ls /run/secrets 2>/dev/null >>/out || true',
      'RUN echo "[$KEY]" >>/out',
    ],
    secrets: { key: { file: 'geheim' } },
  },
  'secret-as-a-variable-and-a-file': {
    dockerfile: [
      shell,
      'ENV KEY=image',
      'RUN --mount=type=secret,id=key,env=KEY,target=/k test "$KEY" = "$(cat /k)" && echo same >/out',
    ],
    secrets: { key: { file: 'geheim' } },
  },
  'secret-by-its-target': {
    dockerfile: [shell, 'RUN --mount=type=secret,target=/etc/key ls /etc/key >/out'],
    secrets: { key: { file: 'x' } },
  },
  'secret-of-bytes': {
    dockerfile: [shell, 'RUN --mount=type=secret,id=key od -An -tx1 /run/secrets/key >/out'],
    secrets: { key: { file: Buffer.from([0, 255, 10, 13, 0]) } },
  },
  'secret-is-read-only': {
    dockerfile: [
      shell,
      'RUN --mount=type=secret,id=key,mode=0666 ! sh -c "echo x >>/run/secrets/key" 2>/dev/null; echo $? >/out',
    ],
    secrets: { key: { file: 'geheim' } },
  },
  'secret-that-is-not-given': {
    dockerfile: [
      shell,
      'RUN --mount=type=secret,id=key,env=KEY --mount=type=secret,id=other ls /run/secrets 2>/dev/null; echo "[${KEY-unset}]" >/out',
    ],
  },
  'secret-that-is-required': { dockerfile: [shell, 'RUN --mount=type=secret,id=key,required true'], refused: true },
  'secret-that-is-required-and-given': {
    dockerfile: [shell, 'RUN --mount=type=secret,id=key,required=true test -f /run/secrets/key'],
    secrets: { key: { file: 'x' } },
  },

  'agent-that-is-not-given': { dockerfile: [shell, 'RUN --mount=type=ssh echo "[${SSH_AUTH_SOCK-unset}]" >/out'] },
  'agent-that-is-required': { dockerfile: [shell, 'RUN --mount=type=ssh,required=true true'], refused: true },
  agent: {
    dockerfile: [
      shell,
      'RUN --mount=type=ssh echo "$SSH_AUTH_SOCK" >/out; stat -c "%F %a %u:%g" $SSH_AUTH_SOCK >>/out',
      'RUN ls -d /run >/out2 2>/dev/null || true',
    ],
    agents: ['default'],
  },
  'agent-with-all-options': {
    dockerfile: [
      shell,
      'RUN --mount=type=ssh,id=mine,target=/sock,uid=1000,gid=50,mode=0660 stat -c "%F %a %u:%g" /sock >/out; echo $SSH_AUTH_SOCK >>/out',
    ],
    agents: ['mine'],
  },

  'unknown-type': { dockerfile: [shell, 'RUN --mount=type=volume,target=/x true'], refused: true },
  'unknown-option': { dockerfile: [shell, 'RUN --mount=type=bind,target=/x,other=1 true'], context, refused: true },
  'option-of-another-type': {
    dockerfile: [shell, 'RUN --mount=type=tmpfs,target=/x,sharing=locked true'],
    refused: true,
  },
  'mode-that-is-none': { dockerfile: [shell, 'RUN --mount=type=cache,target=/x,mode=9 true'], refused: true },
  'all-types-at-once': {
    dockerfile: [
      shell,
      'RUN --mount=target=/a --mount=type=cache,target=/b,id=@unique@ --mount=type=tmpfs,target=/c --mount=type=secret,id=key,target=/d/k cp /a/f /b/f && cp /b/f /c/f && cat /c/f /d/k | wc -c >/out',
    ],
    context,
    secrets: { key: { file: 'geheim' } },
  },
}
