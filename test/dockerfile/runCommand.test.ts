import { expect, test } from 'vitest'
import { parseDockerfile } from '../../src/dockerfile/parse.js'
import { runCommand } from '../../src/dockerfile/runCommand.js'

function command(text: string) {
  const run = parseDockerfile(`FROM a\n${text}`, 'Dockerfile').instructions[1]
  if (run?.kind !== 'run') throw new Error('no RUN')
  return runCommand(run, ['sh', '-c'])
}

// As the history of images that Docker 28.5.2 built shows.
test.each([
  ['RUN a  b', ['sh', '-c', 'a  b']],
  ['RUN ["a", "b"]', ['a', 'b']],
  ['RUN', ['sh', '-c', '']],
  ['RUN <<E\na\n\tb\nE', ['sh', '-c', 'a\n\tb\n']],
  ['RUN <<-E\n\ta\n\tE', ['sh', '-c', 'a\n']],
  ['RUN <<-E\n\t#!/bin/sh\n\ta\nE', ['sh', '-c', '#!/bin/sh\na\n']],
  ['RUN cat <<-"E" && b\n\ta\n\tE', ['sh', '-c', 'cat <<-"E" && b\n\ta\nE']],
  ['RUN <<E cat <<F\na\nE\nb\nF', ['sh', '-c', '<<E cat <<F\na\nE\nb\nF']],
])('%j', (text, argv) => {
  expect(command(text)).toEqual({ argv })
})

test('a here-document that begins with #! is a script', () => {
  expect(command('RUN <<E\n#!/bin/x\na\nE')).toEqual({
    argv: ['sh', '-c', '/dev/pipes/E'],
    script: { name: 'E', content: '#!/bin/x\na\n' },
  })
})
