import type { Command } from 'commander'
import type { Choose } from '../action.js'
import type { Api } from '../api.js'
import { print } from '../io.js'
import { addProgressFlags, type ProgressFlags, progressMode } from '../progress/flags.js'
import { withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { harmless, oneLine } from '../text/harmless.js'
import { formatBytes } from '../text/units.js'

interface VerifyFlags extends ProgressFlags {
  readonly name?: string
  readonly platform?: string
}

const examples = `
Examples:
  oci-pack verify image.tar
  oci-pack verify image.tar && docker load -i image.tar
`

/** `oci-pack verify`: whether an image is whole. The exit status is 1 where it is not. */
export function defineVerify(command: Command, choose: Choose): void {
  command
    .description("Check an image's digests, sizes, layers and configuration.")
    .argument('<image>', 'an archive of docker save or oci-pack, or an OCI layout, as a file or a folder')
    .option('--name <name>', 'which image, where there are several')
    .option('--platform <platform>', 'for which platform, where there are several: linux/arm64')
  addProgressFlags(command)
  command.addHelpText('after', examples).action((path: string, { progress, quiet, ...which }: VerifyFlags) =>
    choose((io, api) =>
      withProgress(
        progressMode({ progress, quiet }, io),
        io,
        async ({ emit, succeed }) => {
          const found = await stoppable((signal) => api.verify(path, { ...which, onEvent: emit, signal }))
          succeed(found)
          const { report, problems } = found
          await print(io.stdout, problems.length > 0 ? problemText(path, problems) : okText(path, report))
          return problems.length > 0 ? 1 : 0
        },
        { doing: 'Verifying', done: 'Verified' },
      ),
    ),
  )
}

type Verified = Awaited<ReturnType<Api['verify']>>

function okText(path: string, { names, layers, size, manifestDigest }: Verified['report']): string {
  const named = names.length > 0 ? `${names.join(', ')}, ` : ''
  const amount = `${layers} ${layers === 1 ? 'layer' : 'layers'} of ${formatBytes(size)}`
  return harmless(`${path}: ok, ${named}${amount}, ${manifestDigest}\n`)
}

function problemText(path: string, problems: Verified['problems']): string {
  const lines = problems.map(({ where, message }) => `  ${oneLine(`${where}: ${message}`)}\n`)
  return `${oneLine(path)}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}\n${lines.join('')}`
}
