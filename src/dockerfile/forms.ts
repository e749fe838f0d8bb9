const forms: Readonly<Record<string, string>> = {
  ADD: 'ADD SOURCE... DESTINATION',
  ARG: 'ARG NAME or ARG NAME=DEFAULT',
  COPY: 'COPY SOURCE... DESTINATION',
  ENV: 'ENV NAME=VALUE',
  EXPOSE: 'EXPOSE PORT or EXPOSE PORT/PROTOCOL',
  FROM: 'FROM IMAGE or FROM IMAGE AS NAME',
  HEALTHCHECK: 'HEALTHCHECK CMD COMMAND or HEALTHCHECK NONE',
  LABEL: 'LABEL NAME=VALUE',
  MAINTAINER: 'LABEL org.opencontainers.image.authors=NAME in its place',
  ONBUILD: 'ONBUILD INSTRUCTION, such as ONBUILD COPY . /app',
  SHELL: 'SHELL ["/bin/bash", "-c"]',
  STOPSIGNAL: 'STOPSIGNAL SIGNAL, such as STOPSIGNAL SIGTERM',
  USER: 'USER NAME or USER UID:GID',
  VOLUME: 'VOLUME PATH or VOLUME ["PATH"]',
  WORKDIR: 'WORKDIR PATH',
}

/** How an instruction is written, as a hint for one that is written otherwise (Dockerfile reference). */
export function formOf(keyword: string): string {
  return `Write ${forms[keyword] ?? keyword}.`
}
