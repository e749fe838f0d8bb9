import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { parseDockerfile } from '../../src/dockerfile/parse.js'

function failure(text: string): OciPackError {
  try {
    parseDockerfile(text, 'Dockerfile')
  } catch (error) {
    if (error instanceof OciPackError) return error
    throw error
  }
  throw new Error(`${JSON.stringify(text)} was taken`)
}

// Docker 28.5.2 refuses each of these too.
test.each([
  ['FOO x', /unknown instruction: FOO/],
  ['LABLE a=b', /unknown instruction: LABLE/, /LABEL/],
  ['ENV', /at least one argument/],
  ['ENV a', /two arguments/],
  ['ENV a=b c', /can't find = in "c"/],
  ['ENV =b', /can not be blank/],
  ['ENV --x a=b', /unknown flag: --x/],
  ['LABEL a', /two arguments/],
  ['ARG', /at least one argument/],
  ['ARG =x', /can not be blank/],
  ['CMD ["a", 1]', /strings only/],
  ['CMD [["a"]]', /strings only/],
  ['ENTRYPOINT --x y', /unknown flag/],
  ['SHELL', /at least one argument/],
  ['SHELL []', /at least one argument/],
  ['SHELL bash -c', /JSON form/],
  ['USER', /exactly one argument/],
  ['WORKDIR', /exactly one argument/],
  ['STOPSIGNAL', /exactly one argument/],
  ['MAINTAINER', /exactly one argument/],
  ['EXPOSE', /at least one argument/],
  ['VOLUME []', /at least one argument/],
  ['VOLUME [" "]', /empty string/],
  ['HEALTHCHECK', /at least one argument/],
  ['HEALTHCHECK NONE x', /no arguments/],
  ['HEALTHCHECK CMD', /missing command/],
  ['HEALTHCHECK CMD []', /missing command/],
  ['HEALTHCHECK FOO x', /unknown type "FOO"/],
  ['HEALTHCHECK --interval=1 CMD a', /not a duration/],
  ['HEALTHCHECK --interval=1us CMD a', /less than 1ms/],
  ['HEALTHCHECK --retries=-1 CMD a', /not a count/],
  ['HEALTHCHECK --start-intervall=2s CMD a', /unknown flag/, /--start-interval\?/],
  ['ONBUILD', /at least one argument/],
  ['ONBUILD ONBUILD RUN x', /ONBUILD isn't allowed/],
  ['ONBUILD from x', /FROM isn't allowed/],
  ['ONBUILD RUN <<E\na', /does not end/],
  ['COPY a', /at least two arguments/],
  ['COPY a <<E\nE', /here-document as its destination/],
  ['COPY <<E /a\nx', /does not end/],
  ['COPY --link=x a b', /boolean/],
  ['COPY --link --link a b', /duplicate flag/],
  ['COPY --from a b', /missing a value/],
  ['COPY --chwon=1 a b', /unknown flag: --chwon/, /--chown\?/],
  ['COPY --checksum=x a b', /unknown flag/],
  ['ADD --from=x a b', /unknown flag/],
  ['RUN --mont=x a', /unknown flag/, /--mount\?/],
  ['RUN --network=x a', /invalid --network=x/],
  ['RUN <<E <<F\nE\n', /here-document F does not end/],
  ['FROM', /one or three/],
  ['FROM a b', /one or three/],
  ['FROM a AS', /one or three/],
  ['FROM a AS b c', /one or three/],
  ['FROM a AS 1b', /invalid name/],
  ['FROM a AS ${b}', /invalid name/],
  ['FROM --platform a', /missing a value/],
])('%j is refused with its line', (text, message, hint = /^/) => {
  const error = failure(`FROM scratch\n\n${text}\n`)
  expect(error.code).toBe('dockerfile')
  expect(error.message).toMatch(message)
  expect(error.hint ?? '').toMatch(hint)
  expect(error.location).toMatchObject({ file: 'Dockerfile', line: 3, endLine: 3, text: [text.split('\n')[0]] })
})

test.each([
  ['', /no stage/],
  ['# only a comment\n', /no stage/],
  ['ARG A=1\n', /no stage/],
  ['ARG A\nRUN x\nFROM a', /RUN stands before the first FROM/],
  ['# escape=x\nFROM a', /escape character/],
  ['# escape=`\n# escape=`\nFROM a', /only one escape/],
  [`FROM a\nRUN ${'x'.repeat(65_536)}`, /line 2 is longer/],
  [`FROM a\n${'#\n'.repeat(9 << 20)}`, /larger than/],
])('%# is refused as a whole', (text, message) => {
  expect(failure(text).message).toMatch(message)
})

test.each([
  ['brackets', `RUN ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ['substitutions', `RUN <<A ${'${a:-'.repeat(10_000)}`],
  ['triggers', `ONBUILD CMD <<A ${'ONBUILD '.repeat(8_000)}`],
])('%s nested deeply do no harm', (_name, text) => {
  try {
    parseDockerfile(`FROM scratch\n${text}`, 'Dockerfile')
  } catch (error) {
    expect(error).toBeInstanceOf(OciPackError)
  }
})

const pieces = [
  'FROM scratch AS a',
  'ARG X=1',
  'RUN <<EOF',
  'EOF',
  'COPY --from=a ["x", "y"]',
  'ENV a="b',
  "c'",
  '\\',
  '`',
  '\n',
  '\r\n',
  '<<-"E"',
  '$',
  '${',
  '}',
  '#',
  '# escape=`',
  'HEALTHCHECK --interval=1s CMD',
  'ONBUILD',
  'LABEL',
  '=',
  '[',
  ']',
  '"',
  "'",
  ' ',
  '\t',
  '--link',
  '\uFEFF',
  '\u2028',
  '\ud800',
  '😀',
  '\0',
]

test('whatever the text, nothing but an OciPackError is thrown', () => {
  const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'grapheme', maxLength: 5 })), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(text, (parts) => {
      try {
        parseDockerfile(`FROM scratch\n${parts.join('')}`, 'Dockerfile')
      } catch (error) {
        expect(error).toBeInstanceOf(OciPackError)
      }
    }),
    { numRuns: 2000 },
  )
})
