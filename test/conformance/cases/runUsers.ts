import type { Cases } from '../case.js'

const shell = 'FROM conformance/shell:1'

/** RUN: who the process is, and whom its files belong to. */
export const runUsers: Cases = {
  'by-name': { dockerfile: [shell, 'USER app', 'RUN id >/tmp/id'] },
  'by-id': { dockerfile: [shell, 'USER 1000', 'RUN id >/tmp/id'] },
  'by-name-with-a-group': { dockerfile: [shell, 'USER app:staff', 'RUN id >/tmp/id'] },
  'by-name-with-a-group-id': { dockerfile: [shell, 'USER app:12', 'RUN id >/tmp/id'] },
  'root-with-a-group': { dockerfile: [shell, 'USER root:mail', 'RUN id >/tmp/id'] },
  'name-and-no-group': { dockerfile: [shell, 'USER app:', 'RUN id >/tmp/id'] },
  'id-that-nobody-has': { dockerfile: [shell, 'USER 4242', 'RUN id >/tmp/id; echo "$HOME" >>/tmp/id'] },
  'ids-that-nobody-has': { dockerfile: [shell, 'USER 4242:4343', 'RUN id >/tmp/id; echo "$HOME" >>/tmp/id'] },
  'large-ids': { dockerfile: [shell, 'RUN chmod 777 /opt', 'USER 60001:60002', 'RUN touch /opt/f'] },
  'from-a-variable': { dockerfile: [shell, 'ARG who=app', 'USER ${who}:staff', 'RUN id >/tmp/id'] },
  'one-after-the-other': {
    dockerfile: [
      shell,
      'RUN mkdir -m 777 /x',
      'USER app',
      'RUN touch /x/1',
      'USER mail',
      'RUN touch /x/2',
      'USER root',
      'RUN touch /x/3',
    ],
  },
  'several-groups': {
    dockerfile: [shell, 'RUN echo more:x:77:mail,app >>/etc/group', 'USER app', 'RUN id >/tmp/id'],
  },
  'made-by-an-earlier-run': {
    dockerfile: [
      shell,
      'RUN echo new:x:77:78::/home/new:/bin/sh >>/etc/passwd; mkdir -p /home/new; chown 77:78 /home/new',
      'USER new',
      'WORKDIR /home/new',
      'RUN id >id; echo ~ >home',
    ],
  },
  'no-passwd': {
    dockerfile: [shell, 'RUN rm /etc/passwd /etc/group', 'USER 5:6', 'RUN id >/tmp/id; echo $HOME >/tmp/home'],
  },
  home: {
    dockerfile: [
      shell,
      'RUN echo $HOME >/tmp/1',
      'USER app',
      'RUN echo $HOME >/tmp/2',
      'USER 8:50',
      'RUN echo $HOME >/tmp/3',
      'USER 99',
      'RUN echo $HOME >/tmp/4',
      'ENV HOME=/own',
      'RUN echo $HOME >/tmp/5',
    ],
  },
  'home-of-an-argument': { dockerfile: [shell, 'ARG HOME=/arg', 'USER app', 'RUN echo $HOME >/tmp/home'] },
  'workdir-is-of-the-user': {
    dockerfile: [shell, 'USER app', 'WORKDIR /a/b', 'RUN touch f && stat -c %u:%g . .. / >owners'],
  },
  'folder-that-gives-its-group': {
    dockerfile: [
      shell,
      'RUN mkdir /g && chown 0:50 /g && chmod 2777 /g',
      'USER mail',
      'RUN touch /g/f && mkdir /g/d && touch /g/d/f',
    ],
  },
  'permission-by-a-group': {
    dockerfile: [
      shell,
      'RUN echo secret >/g && chown 0:50 /g && chmod 640 /g && mkdir /d && chown 0:50 /d && chmod 770 /d',
      'USER app',
      'RUN cat /g >/d/copy',
      'USER mail',
      'RUN ! cat /g 2>/dev/null && ! ls /d 2>/dev/null',
    ],
  },
  'sticky-folder': {
    dockerfile: [
      shell,
      'RUN touch /tmp/root; chmod 666 /tmp/root',
      'USER app',
      'RUN ! rm -f /tmp/root 2>/dev/null && echo more >>/tmp/root && touch /tmp/own && mv /tmp/own /tmp/moved',
    ],
  },
  'another-user-by-su': { dockerfile: [shell, 'RUN su app -c "id >/tmp/id; touch /tmp/f"'] },
  'chown-through-names': {
    dockerfile: [shell, 'RUN chown -R app:staff /opt/old; chgrp mail /opt/tool; mkdir /x; chown app: /x'],
  },
  'chown-is-not-for-users': {
    dockerfile: [shell, 'USER app', 'RUN touch /tmp/f; ! chown root /tmp/f 2>/dev/null; chgrp staff /tmp/f'],
  },
  'root-opens-all': {
    dockerfile: [
      shell,
      'RUN mkdir -m 700 /p && echo x >/p/f && chmod 0 /p/f && chown -R 1000:1001 /p',
      'RUN echo y >>/p/f && touch /p/g',
    ],
  },
  'file-of-another-changed-by-root': {
    dockerfile: [shell, 'COPY --chown=app:staff --chmod=600 f /f', 'RUN echo more >>/f; chmod 640 /f'],
    context: { f: 'f\n' },
  },
  'name-that-nobody-has': { dockerfile: [shell, 'USER nobody-here', 'RUN true'], refused: true },
  'group-that-is-not-there': { dockerfile: [shell, 'USER app:no-group', 'RUN true'], refused: true },
  'no-permission': { dockerfile: [shell, 'USER app', 'RUN touch /opt/f'], refused: true },
}
