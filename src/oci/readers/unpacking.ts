import type { ImageFacts } from '../verify/facts.js'
import { type RuleId, rules } from '../verify/rules.js'
import { type Evidence, type ReaderId, rulesOf } from './reader.js'

const dockers: readonly ReaderId[] = ['docker-24', 'docker']
const containerds: readonly ReaderId[] = ['docker-containerd', 'containerd']
/** All that unpack layers; skopeo carries them on as they are. */
const all: readonly ReaderId[] = [...dockers, ...containerds, 'podman', 'umoci']

/** Who refuses to unpack a layer that breaks a rule. Each line is from a run of the reader itself: see test/conformance/readers. */
const refusals: Partial<Record<RuleId, readonly ReaderId[]>> = {
  'layer-damaged': [...all, 'skopeo-docker-archive'],
  'layer-compression': ['skopeo-oci-archive'],
  'layer-tar': all,
  'entry-outside': ['docker'],
  'entry-twice': [...dockers, 'podman'],
  'entry-below-file': all,
  'entry-below-lower-file': ['podman', 'umoci'],
  'entry-below-outside-link': ['docker', 'podman'],
  'link-missing': all,
  'link-outside': all,
  'link-folder': all,
  'link-lower': [...dockers, ...containerds],
  'whiteout-name': ['docker', ...containerds, 'umoci'],
  'whiteout-above': ['docker', ...containerds, 'podman', 'umoci'],
  'whiteout-own': [...dockers, ...containerds],
  'whiteout-twice': [...dockers, ...containerds, 'podman'],
  'name-long': all,
  'attribute-unknown': ['docker'],
}

/** Why a reader cannot unpack the layers of an image. */
export function unpackingFaults(reader: ReaderId, evidence: Evidence, image: ImageFacts): string[] {
  return [...rulesOf(evidence, image)]
    .filter((rule) => refusals[rule]?.includes(reader))
    .map((rule) => rules[rule].message)
}
