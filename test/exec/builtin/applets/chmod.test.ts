import fc from 'fast-check'
import { pathArbitrary, treeArbitrary, umaskArbitrary } from '../../../support/appletRuns.js'
import { describeApplet } from '../../../support/describeApplet.js'

const clause = fc
  .tuple(
    fc.constantFrom('', 'u', 'g', 'o', 'a', 'go', 'ug'),
    fc.constantFrom('+', '-', '='),
    fc.constantFrom('', 'r', 'w', 'x', 'X', 's', 't', 'rw', 'rX', 'u', 'g', 'o', 'rwxst'),
  )
  .map((parts) => parts.join(''))
const octal = ['755', '0644', '4711', '00755', '1777', '0', '2755', '02755']
const mode = fc.oneof(
  fc.constantFrom(...octal, '-x', '-w', '-rw', '+x', 'a+rX', 'u=rwx,go=rX'),
  fc.array(clause, { minLength: 1, maxLength: 2 }).map((clauses) => clauses.join(',')),
)

describeApplet('chmod', {
  families: ['coreutils', 'busybox'],
  programs: ['chmod', 'busybox'],
  any: fc
    .record({
      tree: treeArbitrary({ xattrs: true }),
      umask: umaskArbitrary,
      options: fc.constantFrom<string[][]>([], [], ['-R'], ['-f'], ['-Rf']),
      mode,
      paths: fc.array(pathArbitrary, { minLength: 1, maxLength: 2 }),
    })
    .map(({ tree, umask, options, mode, paths }) => ({ tree, umask, argv: ['chmod', ...options, mode, ...paths] })),
})
