import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import type { Language } from '../../src/task/init/languages.js'

/** What stands in for a language's image: this machine's own. */
export interface LanguageBase {
  /** The images that the template's Dockerfile names. */
  readonly images: readonly string[]
  /** What makeHostBase adds to the shell; undefined where this machine lacks the language. */
  readonly parts: readonly string[] | undefined
}

export const languageBases: Readonly<Record<Language, LanguageBase>> = {
  python: { images: ['python:3.13.1-slim-bookworm'], parts: python() },
  node: { images: ['node:22.12.0-bookworm-slim'], parts: node() },
  shell: { images: ['alpine:3.21.2'], parts: found(['/usr/bin/awk', '/usr/bin/od']) },
  r: {
    images: ['r-base:4.4.2'],
    parts: found(['/usr/bin/R', '/usr/bin/Rscript', '/bin/bash', '/usr/bin/grep', '/usr/lib/R', '/etc/R']),
  },
  java: { images: ['eclipse-temurin:21.0.5_11-jdk-alpine', 'eclipse-temurin:21.0.5_11-jre-alpine'], parts: java() },
}

/** Makes a language's base as an OCI layout; gives the flags with which a build takes it for the images that it stands in for. */
export async function baseFlags(language: Language, folder: string): Promise<string[]> {
  const { images, parts = [] } = languageBases[language]
  await makeHostBase(folder, parts)
  return images.flatMap((image) => ['--build-context', `${image}=oci-layout:${folder}`])
}

function python(): readonly string[] | undefined {
  if (!existsSync('/usr/bin/python3')) return undefined
  const library = readdirSync('/usr/lib').find((name) => `/usr/bin/${name}` === realpathSync('/usr/bin/python3'))
  return library === undefined ? undefined : ['/usr/bin/python3', `/usr/lib/${library}`]
}

/** The Node that runs this, where a base would find it by its name. */
function node(): readonly string[] | undefined {
  return ['/bin', '/usr/bin', '/usr/local/bin'].includes(dirname(process.execPath)) ? [process.execPath] : undefined
}

function java(): readonly string[] | undefined {
  if (!existsSync('/usr/bin/javac')) return undefined
  const home = dirname(dirname(realpathSync('/usr/bin/javac')))
  return found(['/usr/bin/java', '/usr/bin/javac', join(home, 'lib'), join(home, 'conf')])
}

function found(parts: readonly string[]): readonly string[] | undefined {
  return parts.every((part) => existsSync(part)) ? parts : undefined
}
