import { judgeContainerd } from './containerd.js'
import { judgeDockerArchive, judgeOciArchive, judgePodman } from './containersImage.js'
import { judgeDocker, judgeOldestDocker } from './docker.js'
import { judgePull } from './pull.js'
import { type Evidence, type ReaderId, refuses, type Verdict } from './reader.js'
import { judgeUmoci } from './umoci.js'

type Judge = (evidence: Evidence) => Verdict

/** How each reader is known to go about it; the App Engine's judge is `check`'s, who needs more than what is known here. */
const judges: Readonly<Record<Exclude<ReaderId, 'app-engine'>, Judge>> = {
  'docker-1.9': judgeOldestDocker,
  'docker-24': (evidence) => judgeDocker('docker-24', evidence),
  docker: (evidence) => judgeDocker('docker', evidence),
  'docker-containerd': (evidence) => judgeContainerd('docker-containerd', evidence),
  containerd: (evidence) => judgeContainerd('containerd', evidence),
  podman: judgePodman,
  'skopeo-docker-archive': judgeDockerArchive,
  'skopeo-oci-archive': judgeOciArchive,
  umoci: judgeUmoci,
}

/** Who takes a layout's folder as it is. */
const takeFolders: readonly string[] = ['podman', 'skopeo-oci-archive', 'umoci'] satisfies ReaderId[]
/** Who pulls from a registry and unpacks. */
const pull: readonly string[] = ['docker', 'docker-containerd', 'containerd', 'podman'] satisfies ReaderId[]

/** Which readers take an archive, a layout or an image in a registry. Pure: no byte is read for it. */
export function judgeReaders(evidence: Evidence): Verdict[] {
  const { form } = evidence.facts
  return Object.entries(judges).flatMap(([reader, judge]) => {
    const id = reader as ReaderId
    if (form === 'registry') return pull.includes(reader) ? [judgePull(id, evidence)] : []
    if (form === 'layout' && !takeFolders.includes(reader))
      return [refuses(id, ['it loads no folder: pack it, as in tar -C FOLDER -cf image.tar .'])]
    return [judge(evidence)]
  })
}
