import { expect, test } from 'vitest'
import { parseDockerfile } from '../../src/dockerfile/parse.js'
import { thrown } from '../support/thrown.js'

test.each([
  ['FROM', 'Write FROM IMAGE or FROM IMAGE AS NAME.'],
  ['FROM a b', 'Write FROM IMAGE or FROM IMAGE AS NAME.'],
  ['COPY a', 'Write COPY SOURCE... DESTINATION.'],
  ['ADD', 'Write ADD SOURCE... DESTINATION.'],
  ['COPY <<EOF <<EOT\nEOF\nEOT', 'Write the path last: COPY <<EOF /path.'],
  ['COPY --frm=a b c', 'Did you mean --from?'],
  ['COPY --link=perhaps a b', 'Write --link or --link=false.'],
  ['COPY --chown=1 --chown=2 a b', 'Write it once.'],
  ['COPY [1, 2]', 'Put each argument into double quotes: ["sleep", "5"].'],
  ['ENV', 'Write ENV NAME=VALUE.'],
  ['ENV a=b c', 'Write ENV NAME=VALUE. A value with white space stands in quotes: ENV NAME="A VALUE".'],
  ['ENV =b', 'Write ENV NAME=VALUE.'],
  ['LABEL =b', 'Write LABEL NAME=VALUE.'],
  ['ARG', 'Write ARG NAME or ARG NAME=DEFAULT.'],
  ['ARG =b', 'Write ARG NAME or ARG NAME=DEFAULT.'],
  ['EXPOSE', 'Write EXPOSE PORT or EXPOSE PORT/PROTOCOL.'],
  ['USER', 'Write USER NAME or USER UID:GID.'],
  ['WORKDIR', 'Write WORKDIR PATH.'],
  ['STOPSIGNAL', 'Write STOPSIGNAL SIGNAL, such as STOPSIGNAL SIGTERM.'],
  ['SHELL bash', 'Write SHELL ["/bin/bash", "-c"].'],
  ['VOLUME [""]', 'Write VOLUME PATH or VOLUME ["PATH"].'],
  ['MAINTAINER', 'Write LABEL org.opencontainers.image.authors=NAME in its place.'],
  ['ONBUILD', 'Write ONBUILD INSTRUCTION, such as ONBUILD COPY . /app.'],
  ['ONBUILD FROM a', 'All others are: leave out this line.'],
  ['HEALTHCHECK NONE a', 'Write HEALTHCHECK CMD COMMAND or HEALTHCHECK NONE.'],
  ['HEALTHCHECK CMD', 'Write HEALTHCHECK CMD COMMAND or HEALTHCHECK NONE.'],
  ['HEALTHCHECK --interval=1us CMD a', 'Write 1ms or more, such as --interval=30s; 0 is the default.'],
  ['RUNN a', 'Did you mean RUN?'],
  ['&& make', /^Where the line above goes on here, it is to end in \\; the instructions are ADD, .*, WORKDIR\.$/],
])('%s: %s', (text, hint) => {
  const error = thrown(() => parseDockerfile(`FROM scratch\n${text}\n`, 'Dockerfile'))
  expect(error).toMatchObject({
    code: 'dockerfile',
    hint: typeof hint === 'string' ? hint : (expect.stringMatching(hint) as string),
  })
})
