import { bytesOfText } from '../core/bytes.js'
import type { Digest } from '../core/digest.js'
import { sha256 } from '../core/hash.js'
import { type Platform, platformOf } from '../core/platform.js'
import type { Instruction } from '../dockerfile/instruction.js'
import { initialVariables, type Variables } from '../dockerfile/variables.js'
import { type ContainerConfig, defaultPath, type History, type ImageConfig } from '../oci/config.js'
import type { Image, Layer } from '../oci/image.js'
import type { ContentReader } from '../rootfs/contentReader.js'
import type { Directory } from '../rootfs/node.js'
import { find } from '../rootfs/tree.js'
import { type ResolvedUser, resolveOwner, resolveUser } from '../rootfs/users.js'
import type { Owner } from './copy/copyInto.js'
import type { LayerView } from './layers.js'

/** A layer, and the instruction that made it. */
export interface StageStep {
  readonly instruction: Instruction
  readonly layer: Layer
}

/** A stage as far as it is built: a value that each step turns into the next. */
export interface Stage {
  /** What its RUNs are executed for. */
  readonly platform: Platform
  /** What its base says it is for, which the image says too unless the build names a platform. */
  readonly imagePlatform: Platform
  readonly author?: string
  readonly config: ContainerConfig
  readonly history: readonly History[]
  readonly layers: readonly Layer[]
  /** What the stage, or the one that it goes on from, begins with, as it is called, and its id: that of an image is its configuration's digest. */
  readonly base: { readonly name: string; readonly id: Digest }
  /** How the uppermost of them were made; those below are of the base. */
  readonly steps: readonly StageStep[]
  /** What words and RUN see. */
  readonly variables: Variables
  /** Whether the stage has a CMD of its own, which an ENTRYPOINT then leaves alone. */
  readonly ownCmd: boolean
  /** The tree of the layers; see `treeOf`. */
  readonly view: LayerView
}

/** The file tree of a stage. */
export function treeOf(stage: Stage): Promise<Directory> {
  return stage.view.at(stage.layers)
}

/** The stage with another layer, and a history entry for it. */
export function withLayer(stage: Stage, layer: Layer, history: History): Stage {
  return { ...stage, layers: [...stage.layers, layer], history: [...stage.history, history] }
}

/** The stage with changes to its configuration, and a history entry without a layer. */
export function withConfig(stage: Stage, change: ContainerConfig, history: History): Stage {
  return {
    ...stage,
    config: { ...stage.config, ...change },
    history: [...stage.history, { ...history, empty_layer: true }],
  }
}

/** The path of a container that a word means, seen from the working directory; a `/` at its end stays. */
export function absolutePath(stage: Stage, path: string): string {
  return path.startsWith('/') ? path : `${stage.config.WorkingDir ?? ''}/${path}`
}

/** The stage that begins with an image. */
export function stageOfImage(image: Image, name: string, platform: Platform, view: LayerView): Stage {
  const { config, configBytes } = image
  const Env = withPath(config.config?.Env ?? [])
  return {
    platform,
    imagePlatform: platformOf(config),
    ...(config.author ? { author: config.author } : {}),
    config: { ...config.config, Env },
    history: completeHistory(config),
    layers: image.layers,
    base: { name, id: sha256(configBytes) },
    steps: [],
    variables: initialVariables(Env),
    ownCmd: false,
    view,
  }
}

/** The stage that goes on from another one's end, for whatever platform that is. */
export function stageOfStage(parent: Stage, view: LayerView): Stage {
  return {
    ...parent,
    variables: initialVariables(parent.config.Env ?? [], parent.variables),
    ownCmd: false,
    view,
  }
}

/** What BuildKit starts from where there is no image: a search path and the root as working directory. */
export function scratchStage(platform: Platform, view: LayerView): Stage {
  const Env = withPath([])
  return {
    platform,
    imagePlatform: platform,
    config: { Env, WorkingDir: '/' },
    history: [],
    layers: [],
    base: { name: 'scratch', id: sha256('') },
    steps: [],
    variables: initialVariables(Env),
    ownCmd: false,
    view,
  }
}

/** BuildKit adds a search path where an image has none. */
export function withPath(env: readonly string[]): readonly string[] {
  return env.some((pair) => nameOf(pair) === 'PATH') ? env : [...env, `PATH=${defaultPath}`]
}

/** The name of `NAME=value`; a pair without `=` is a name alone. */
export function nameOf(pair: string): string {
  return pair.split('=', 1)[0] ?? ''
}

/** What BuildKit says of a layer that no instruction made. */
export const layerComment = 'buildkit.exporter.image.v0'

/** Each layer needs its entry; images made by importing a file system often lack some. */
function completeHistory({ history = [], rootfs }: ImageConfig): History[] {
  const missing = rootfs.diff_ids.length - history.filter((entry) => !entry.empty_layer).length
  return [...history, ...Array.from({ length: Math.max(0, missing) }, () => ({ comment: layerComment }))]
}

/** A small text file of a stage, links followed; undefined where it is missing. */
export async function readText(stage: Stage, path: string, reader: ContentReader): Promise<string | undefined> {
  const { node } = find(await treeOf(stage), bytesOfText(path))
  if (node?.type !== 'file') return undefined
  return (await reader.bytes(node.content, node.size, maxTextFile, path)).toString('utf8')
}

/** The user that a stage's processes run as. @throws OciPackError `dockerfile` for a name that its passwd does not know */
export async function userOf(stage: Stage, reader: ContentReader): Promise<ResolvedUser> {
  const [passwd = '', group = ''] = [
    await readText(stage, '/etc/passwd', reader),
    await readText(stage, '/etc/group', reader),
  ]
  return resolveUser(stage.config.User ?? '', passwd, group)
}

/**
 * The owner that `--chown` names, or USER for the folders that WORKDIR makes. Before a stage's first layer there is nothing to look a name
 * up in, which is an error; later a file that is missing knows no name. @param stage undefined with `--link`, which reads nothing of it
 * @throws OciPackError `dockerfile`
 */
export async function ownerOf(stage: Stage | undefined, spec: string, reader: ContentReader): Promise<Owner> {
  const lookup = async (path: string) =>
    stage === undefined || stage.layers.length === 0 ? undefined : ((await readText(stage, path, reader)) ?? '')
  return resolveOwner(spec, await lookup('/etc/passwd'), await lookup('/etc/group'))
}

/** 4 MiB: a passwd with fifty thousand users. */
const maxTextFile = 4 << 20
