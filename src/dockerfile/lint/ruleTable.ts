/** A build check, as BuildKit names it. */
export interface Rule {
  /** What it is about, as a sentence without its full stop. */
  readonly description: string
  /** Where Docker explains it. */
  readonly url?: string
  /** Only done where it is asked for. */
  readonly experimental?: true
}

const page = (name: string) => `https://docs.docker.com/go/dockerfile/rule/${name}/`

/** BuildKit's build checks by their names (Docker documentation, "Build checks"). */
export const rules = {
  ConsistentInstructionCasing: {
    description: 'Instructions are all written in capitals, or all in small letters',
    url: page('consistent-instruction-casing'),
  },
  CopyIgnoredFile: {
    description: 'COPY and ADD name no file that .dockerignore excludes',
    url: page('copy-ignored-file'),
    experimental: true,
  },
  DuplicateStageName: { description: 'No two stages have the same name', url: page('duplicate-stage-name') },
  ExposeInvalidFormat: {
    description: 'EXPOSE names a port of the container, without an address or a port of the host',
    url: page('expose-invalid-format'),
  },
  ExposeProtoCasing: {
    description: 'The protocol of a port is written in small letters',
    url: page('expose-proto-casing'),
  },
  FromAsCasing: { description: 'AS is written as FROM is', url: page('from-as-casing') },
  FromPlatformFlagConstDisallowed: {
    description: 'The platform of FROM is no constant',
    url: page('from-platform-flag-const-disallowed'),
  },
  InvalidBaseImagePlatform: { description: 'A base image is for the platform that is built for' },
  InvalidDefaultArgInFrom: {
    description: 'The defaults of global ARGs give FROM an image that can be',
    url: page('invalid-default-arg-in-from'),
  },
  InvalidDefinitionDescription: {
    description: 'A comment right above a stage or an ARG begins with its name',
    url: page('invalid-definition-description'),
    experimental: true,
  },
  JSONArgsRecommended: {
    description: 'CMD and ENTRYPOINT are JSON arrays, so that signals reach the program',
    url: page('json-args-recommended'),
  },
  LegacyKeyValueFormat: {
    description: 'ENV and LABEL have an = between name and value',
    url: page('legacy-key-value-format'),
  },
  MaintainerDeprecated: { description: 'A label names the author, not MAINTAINER', url: page('maintainer-deprecated') },
  MultipleInstructionsDisallowed: {
    description: 'A stage has one CMD, one ENTRYPOINT and one HEALTHCHECK at most',
    url: page('multiple-instructions-disallowed'),
  },
  NoEmptyContinuation: {
    description: 'No blank line stands within an instruction',
    url: page('no-empty-continuation'),
  },
  RedundantTargetPlatform: {
    description: 'FROM does not ask for the platform that it has anyway',
    url: page('redundant-target-platform'),
  },
  ReservedStageName: { description: 'No stage is called scratch or context', url: page('reserved-stage-name') },
  SecretsUsedInArgOrEnv: {
    description: 'No secret is passed by ARG or ENV, which the image shows to everybody',
    url: page('secrets-used-in-arg-or-env'),
  },
  StageNameCasing: { description: 'The name of a stage is written in small letters', url: page('stage-name-casing') },
  UndefinedArgInFrom: { description: 'FROM uses declared arguments only', url: page('undefined-arg-in-from') },
  UndefinedVar: { description: 'A variable is defined before it is used', url: page('undefined-var') },
  WorkdirRelativePath: {
    description: 'The first WORKDIR is absolute, whatever the base image has',
    url: page('workdir-relative-path'),
  },
} as const satisfies Readonly<Record<string, Rule>>

export type RuleName = keyof typeof rules
