import type { LintBase } from '../../../src/dockerfile/lint/request.js'

/** An image that the Dockerfiles here build on: how Docker is given it, and what the checks are told of it. */
interface Base extends LintBase {
  readonly dockerfile: string
  readonly buildFor?: string
}

const env = ['PATH=/bin']
const platform = { os: 'linux', architecture: 'amd64' }

export const bases: Readonly<Record<string, Base>> = {
  'lint-base:plain': {
    dockerfile: 'FROM scratch\nENV PATH=/bin BASE_VAR=1\nWORKDIR /srv\nCMD ["x"]\n',
    env: [...env, 'BASE_VAR=1'],
    shell: false,
    onbuild: [],
    platform,
  },
  'lint-base:shell': {
    dockerfile: 'FROM scratch\nENV PATH=/bin\nSHELL ["/bin/bash", "-c"]\n',
    env,
    shell: true,
    onbuild: [],
    platform,
  },
  'lint-base:onbuild': {
    dockerfile:
      'FROM scratch\nENV PATH=/bin\nONBUILD WORKDIR here\nONBUILD ENV API_KEY $undefined\nONBUILD CMD x\nONBUILD EXPOSE 80/TCP\n',
    env,
    shell: false,
    onbuild: ['WORKDIR here', 'ENV API_KEY $undefined', 'CMD x', 'EXPOSE 80/TCP'],
    platform,
  },
  'lint-base:arm': {
    dockerfile: 'FROM scratch\nENV PATH=/bin\n',
    buildFor: 'linux/arm64',
    env,
    shell: false,
    onbuild: [],
    platform: { os: 'linux', architecture: 'arm64' },
  },
}

/** What a stage FROM scratch begins with. */
export const scratch: LintBase = { env, shell: false, onbuild: [] }
