import type { Healthcheck } from '../oci/config.js'
import { formatDuration } from './duration.js'
import { goQuote, goQuoteList, goQuoteNumber } from './goQuote.js'
import type { Copy } from './instruction.js'

/**
 * What BuildKit writes into an image's history as `created_by` for each instruction; a step without a layer has `empty_layer`. All
 * arguments are expanded values. FROM and ONBUILD leave no trace. ADD, COPY, RUN make a layer, and so does WORKDIR unless it is `/`.
 */

/** The `comment` of every step that BuildKit makes. */
export const historyComment = 'buildkit.dockerfile.v0'

/** ADD and COPY; here-documents come after the other sources, whatever their place in the Dockerfile. */
export function copyHistory(
  copy: Pick<Copy, 'kind' | 'parents' | 'chown' | 'chmod'>,
  sources: readonly string[],
  heredocs: readonly string[],
  destination: string,
): string {
  const flags = [
    ...(copy.parents ? ['--parents'] : []),
    ...(copy.chown ? [`--chown=${copy.chown}`] : []),
    ...(copy.chmod ? [`--chmod=${copy.chmod}`] : []),
  ]
  const words = [copy.kind.toUpperCase(), ...flags, ...sources, ...heredocs.map((name) => `<<${name}`), destination]
  return `${words.join(' ')} # buildkit`
}

/** RUN, with the shell in front for the shell form; see `runArgs` for the arguments of the build that it shows. */
export function runHistory(argv: readonly string[], args: readonly (readonly [string, string])[]): string {
  const shown = args.map(([name, value]) => `${name}=${value}`)
  return `RUN ${[...(shown.length > 0 ? [`|${shown.length}`] : []), ...shown, ...argv].join(' ')} # buildkit`
}

/** The working directory that WORKDIR made, absolute. */
export function workdirHistory(directory: string): string {
  return `WORKDIR ${directory}`
}

/** ENV and LABEL. */
export function pairsHistory(
  keyword: 'ENV' | 'LABEL',
  pairs: readonly { readonly name: string; readonly value: string }[],
): string {
  return [keyword, ...pairs.map(({ name, value }) => `${name}=${value}`)].join(' ')
}

/** ARG; a value that is undefined is not shown. */
export function argHistory(args: readonly { readonly name: string; readonly value?: string | undefined }[]): string {
  return ['ARG', ...args.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`))].join(' ')
}

/** CMD and ENTRYPOINT, with the shell in front for the shell form. */
export function commandHistory(keyword: 'CMD' | 'ENTRYPOINT', argv: readonly string[]): string {
  return `${keyword} ${goQuoteList(argv)}`
}

/** EXPOSE's ports in the order of `parsePorts`, VOLUME's paths, SHELL's arguments. */
export function listHistory(keyword: 'EXPOSE' | 'VOLUME' | 'SHELL', words: readonly string[]): string {
  return `${keyword} [${words.join(' ')}]`
}

/** USER, STOPSIGNAL, MAINTAINER. */
export function wordHistory(keyword: 'USER' | 'STOPSIGNAL' | 'MAINTAINER', word: string): string {
  return `${keyword} ${word}`
}

/** HEALTHCHECK, as Go prints the structure: the count of retries comes out as a character. */
export function healthcheckHistory(check: Healthcheck): string {
  const durations = [check.Interval, check.Timeout, check.StartPeriod, check.StartInterval]
  const quoted = durations.map((duration) => goQuote(formatDuration(duration ?? 0)))
  return `HEALTHCHECK &{${[goQuoteList(check.Test ?? []), ...quoted, goQuoteNumber(check.Retries ?? 0)].join(' ')}}`
}
