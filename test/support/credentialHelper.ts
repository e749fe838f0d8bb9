import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Puts `docker-credential-NAME` in `bin` of a home: it keeps what it is given in the home's folder NAME, a file for each server, `+` for `/`. */
export function makeCredentialHelper(home: string, name: string): void {
  const program = join(home, 'bin', `docker-credential-${name}`)
  mkdirSync(join(home, 'bin'), { recursive: true })
  const kept = join(home, name)
  mkdirSync(kept, { recursive: true })
  const script = `#!/bin/sh
cd '${kept}' || exit 9
input=$(cat)
case $1 in
  store) printf %s "$input" > "$(printf %s "$input" | sed 's/.*"ServerURL":"\\([^"]*\\)".*/\\1/' | tr / +)" ;;
  list) printf '{'; sep=; for f in *; do test -e "$f" && printf '%s"%s":"me"' "$sep" "$(printf %s "$f" | tr + /)" && sep=,; done; printf '}' ;;
  *) f=$(printf %s "$input" | tr / +)
     test -e "$f" || { echo credentials not found in native keychain; exit 1; }
     test "$1" = get && cat "$f" || rm "$f" ;;
esac
`
  writeFileSync(program, script)
  chmodSync(program, 0o755)
}
