import fc from 'fast-check'

/** A pattern as .dockerignore and `--exclude` take it, made for the names of `files.ts`. */
export const ignorePattern = fc
  .tuple(
    fc.constantFrom('', '', '', '!', '/', './'),
    fc.array(
      fc.constantFrom(
        'a',
        'b',
        'd',
        'e',
        'l',
        'sub',
        '*',
        '**',
        '?',
        '[a-d]',
        '*.txt',
        '[^a]*',
        '.h',
        '..',
        'x y',
        String.raw`\[ab\]`,
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    fc.constantFrom('', '', '', '/'),
  )
  .map(([before, parts, after]) => before + parts.join('/') + after)

/** A path with some of its parts written otherwise: as patterns that may fit, or by a way around. */
export function disguised(path: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(
      path,
      fc.array(fc.nat(47), { minLength: 9, maxLength: 9 }),
      fc.constantFrom('', '', '', './', '/', '../'),
      fc.constantFrom('', '', '', '/', '/.'),
    )
    .map(([at, choices, before, after]) => {
      const parts = at.split('/').map((part, i) => disguise(part, choices[i] ?? 0))
      return before + parts.join('/') + after
    })
}

function disguise(part: string, choice: number): string {
  const forms: Readonly<Record<number, string>> = {
    1: '*',
    2: '?',
    3: `${part.slice(0, 1)}*`,
    4: `[${part.slice(0, 1)}-z]${part.slice(1)}`,
    5: `./${part}`,
    6: `${part}/../${part}`,
    7: '**',
    8: String.raw`\\${part}`,
  }
  return (part && forms[choice]) || part
}
