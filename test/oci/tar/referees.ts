import { execFileSync, spawnSync } from 'node:child_process'
import { needs } from '../../support/needs.js'

function runs(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0
}

function isGnu(): boolean {
  return spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout.includes('GNU tar')
}

export const hasGnuTar = needs('GNU tar', runs('tar') && isGnu())
export const hasPython = needs('python3', runs('python3'))

/** What GNU tar lists of an archive, a line an entry, times in UTC, bytes that are not ASCII as octal escapes. */
export function listWithGnuTar(archive: Uint8Array): string[] {
  const options = ['--list', '--verbose', '--numeric-owner', '--full-time', '--quoting-style=escape', '--file=-']
  const output = execFileSync('tar', options, { input: archive, env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' } })
  return output.toString('latin1').split('\n').slice(0, -1)
}

/** An archive that GNU tar makes in a folder. */
export function makeWithGnuTar(folder: string, ...options: readonly string[]): Buffer {
  return execFileSync('tar', ['--create', '--file=-', `--directory=${folder}`, ...options], { maxBuffer: 2 ** 30 })
}

/** What runs in Python with tarfile at hand; the archive comes and goes by `sys.stdin.buffer` and `sys.stdout.buffer`. */
export function runPython(script: string, input: Uint8Array = new Uint8Array(0)): Buffer {
  return execFileSync('python3', ['-c', `import io, json, sys, tarfile\n${script}`], { input, maxBuffer: 2 ** 30 })
}

/** An entry as Python's tarfile reads it; texts are byte strings. */
export interface PythonEntry {
  readonly path: string
  readonly linkPath: string
  readonly flag: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly mtime: number
  readonly devMajor: number
  readonly devMinor: number
  readonly xattrs: Record<string, string>
}

export function readWithPython(archive: Uint8Array): PythonEntry[] {
  return JSON.parse(runPython(reader, archive).toString()) as PythonEntry[]
}

const reader = `
raw = lambda text: text.encode('utf-8', 'surrogateescape').decode('latin-1')
prefix = 'SCHILY.xattr.'
entries = []
with tarfile.open(fileobj=io.BytesIO(sys.stdin.buffer.read()), encoding='utf-8', errors='surrogateescape') as archive:
    for m in archive:
        xattrs = {raw(k)[len(prefix):]: raw(v) for k, v in m.pax_headers.items() if k.startswith(prefix)}
        entries.append(dict(path=raw(m.name), linkPath=raw(m.linkname), flag=m.type.decode(), mode=m.mode, uid=m.uid,
            gid=m.gid, size=m.size, mtime=m.mtime, devMajor=m.devmajor, devMinor=m.devminor, xattrs=xattrs))
json.dump(entries, sys.stdout)
`
