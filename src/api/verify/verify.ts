import { isDigest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import { passes } from '../../core/finding.js'
import { listed } from '../../core/listed.js'
import { formatPlatform, normalizePlatform, parsePlatform, type Platform, samePlatform } from '../../core/platform.js'
import { judgeReaders } from '../../oci/readers/judgeReaders.js'
import type { Evidence, Verdict } from '../../oci/readers/reader.js'
import { textIn } from '../../oci/portable/json.js'
import type { ArchiveFacts } from '../../oci/verify/facts.js'
import { allFindings, type JudgedImage, type Judgement, judge } from '../../oci/verify/judge.js'
import { blobOf } from '../../oci/verify/layerState.js'
import { isNamed } from '../../sources/candidate.js'
import { readJson } from '../../sources/readJson.js'
import type { ListedArchive } from '../../task/bundle/archive/checkArchive.js'
import { judgeAppEngine } from '../../task/bundle/archive/judgeAppEngine.js'
import { knownLayers } from '../../task/bundle/archive/knownLayers.js'
import { readLayer } from '../../task/bundle/archive/readLayer.js'
import { asStep } from '../asStep.js'
import { shortName } from '../images/choice.js'
import type { VerifiedImage, VerifyOptions, VerifyResult } from './result.js'
import { stepId, withSubject } from './subject.js'

/**
 * Reads an archive, a layout, a Task's bundle or an image in a registry as a whole, each byte once, and tells all that is wrong with it, and which programs
 * take it. What is wrong is a finding, however broken it is. @throws OciPackError where it cannot be read at all, `not-found` for an image that was chosen and is not there
 */
export async function verify(text: string, options: VerifyOptions = {}): Promise<VerifyResult> {
  const resultOf = await verified(text, options)
  return resultOf(options)
}

/** As `verify`, and gives what is found of any images that are chosen then. @throws OciPackError; so does what it gives, `not-found` */
export async function verified(
  text: string,
  options: VerifyOptions,
): Promise<(choice: Pick<VerifyOptions, 'name' | 'platform'>) => VerifyResult> {
  const { onEvent: emit = () => undefined } = options
  return asStep(emit, stepId, `verify ${text}`, () =>
    withSubject(text, options, async ({ facts, archive }) => {
      const judgement = judge(facts)
      const evidence = { facts, judgement }
      const ofEngine = archive ? [await appEngine(evidence, archive, options.signal)] : []
      const readers = [...judgeReaders(evidence), ...ofEngine]
      return (choice) => {
        const chosen = choose(judgement, choice, text)
        const findings = allFindings({ ...judgement, images: chosen })
        const images = chosen.map((image) => reportOf(facts, image))
        return { path: text, passes: passes(findings), images, findings, readers }
      }
    }),
  )
}

function appEngine(evidence: Evidence, archive: ListedArchive, signal: AbortSignal | undefined): Promise<Verdict> {
  return judgeAppEngine(evidence, archive, {
    json: readJson,
    layer: knownLayers(evidence.facts, (file) => readLayer(file, archive.name, signal)),
  })
}

function choose({ images }: Judgement, { name, platform }: VerifyOptions, text: string): readonly JudgedImage[] {
  const wanted = platform === undefined ? undefined : parsePlatform(platform)
  const chosen = images.filter(
    ({ names, facts }) =>
      (name === undefined || isNamed({ names, tags: facts.tags }, name)) &&
      (!wanted || samePlatform(platformOf(facts), normalizePlatform(wanted))),
  )
  if (chosen.length > 0 || images.length === 0) return chosen
  const known = images.map(
    ({ names, facts }) => `${names[0] ?? facts.config.name} (${formatPlatform(platformOf(facts))})`,
  )
  throw new OciPackError('not-found', `${text} holds no image ${[name, platform].filter(Boolean).join(' for ')}`, {
    hint: `It holds: ${listed(known, 20)}.`,
  })
}

function reportOf(facts: ArchiveFacts, { facts: image, names }: JudgedImage): VerifiedImage {
  const { config, manifestDigest, json, layers } = image
  const imageId = blobOf(facts, config)?.digest
  return {
    names: [...new Set(names.map(shown))],
    ...(imageId === undefined ? {} : { imageId }),
    ...(manifestDigest !== undefined && isDigest(manifestDigest) ? { manifestDigest } : {}),
    ...(json ? { platform: formatPlatform(platformOf(image)) } : {}),
    layers: layers.length,
    size: layers.reduce((sum, layer) => sum + (layer.member?.size ?? 0), 0),
  }
}

function platformOf({ json = {} }: ArchiveFacts['documents']['images'][number]): Platform {
  const variant = textIn(json, 'variant')
  const platform = { os: textIn(json, 'os') ?? '', architecture: textIn(json, 'architecture') ?? '' }
  return normalizePlatform(variant === undefined ? platform : { ...platform, variant })
}

/** A name as Docker shows it; one that is none as it is. */
function shown(name: string): string {
  try {
    return shortName(name)
  } catch {
    return name
  }
}
