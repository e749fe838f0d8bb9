import type { Digest } from '../core/digest.js'
import type { Emit } from '../core/events.js'
import type { Finding } from '../core/finding.js'
import type { Entitlement } from '../build/request.js'
import type { ExecutorName, Ulimit } from '../exec/executor.js'
import type { AttestOptions } from './attest/options.js'
import type { BuildAnnotations } from './annotations.js'
import type { OutputOption, OutputResult } from './outputs/option.js'
import type { ReproductionReport } from '../reproduce/report.js'
import type { CacheDestination, CacheSource } from './sharedCache/options.js'

export type { OutputOption, OutputResult } from './outputs/option.js'

/** How registries are reached. */
export interface RegistryOptions {
  /** Hosts asked before the one that is named: `docker.io` -> `['http://127.0.0.1:5000']`. */
  readonly mirrors?: Readonly<Record<string, readonly string[]>>
  /** Hosts, with their port, that are spoken to by plain HTTP; this machine is without being named. */
  readonly insecureHosts?: readonly string[]
  /** The file with the credentials, in place of those that the environment leads to. */
  readonly authFile?: string | undefined
  /** A folder with certificates for the registries that are asked: *.crt of authorities, *.cert with *.key of clients. */
  readonly certificates?: string | undefined
}

/** Where a secret's value is: in a file, or in a variable of the environment. */
export type SecretSource = { readonly file: string } | { readonly env: string }

/** What `oci-pack build` takes, in the words of `docker build`. */
export interface BuildOptions {
  /** What COPY and ADD read: a folder, a tar archive, the http(s) address of one or of a Dockerfile, or `-` for standard input. */
  readonly context: string
  /** The Dockerfile's path, `Dockerfile` in the context unless said; in the context too where that is no folder. `-` reads standard input. */
  readonly file?: string | undefined
  /** Names for the image. */
  readonly tags?: readonly string[]
  readonly outputs?: readonly OutputOption[]
  /** What is told of the image beside each output that is a file or a folder. */
  readonly attest?: AttestOptions | undefined
  readonly target?: string | undefined
  /** A value of undefined is taken from `env`. */
  readonly buildArgs?: Readonly<Record<string, string | undefined>>
  /** `NAME` -> folder, Git address, `oci-layout:PATH`, `docker-archive:PATH` or `docker-image://REFERENCE`. */
  readonly buildContexts?: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
  /** What an OCI layout's manifest and index say of the image; of a `docker` archive too. */
  readonly annotations?: BuildAnnotations | undefined
  /** `linux/amd64` unless said. */
  readonly platform?: string | undefined
  /** In place of `platform`: an image is built for each, and an index of them, in this order. */
  readonly platforms?: readonly string[] | undefined
  /** `host` unless said. */
  readonly network?: 'default' | 'host' | 'none' | undefined
  /** `NAME:ADDRESS` or `NAME=ADDRESS` each; the address `host-gateway` is this machine. */
  readonly addHosts?: readonly string[]
  /** Rights that a RUN may ask for. */
  readonly allow?: readonly Entitlement[]
  /** Size of a RUN's /dev/shm in bytes, 64 MiB unless said. */
  readonly shmSize?: number | undefined
  /** Limits on a RUN's resources. */
  readonly ulimits?: readonly Ulimit[]
  /** What `RUN --mount=type=secret` may ask for, by id. A value enters no layer, history, cache or event. */
  readonly secrets?: Readonly<Record<string, SecretSource>>
  /**
   * The SSH agents that `RUN --mount=type=ssh` may ask for, by id, `default` being what it asks for unless it says: an agent's socket, key
   * files for which an agent is started, or nothing for the agent at SSH_AUTH_SOCK.
   */
  readonly ssh?: Readonly<Record<string, readonly string[]>>
  /** What executes RUNs; `auto`, the default, takes the first that can. */
  readonly runWith?: 'auto' | ExecutorName | undefined
  /** Build every step anew. */
  readonly noCache?: boolean
  /** Build the steps of these stages anew; names count whatever their case. */
  readonly noCacheFilter?: readonly string[]
  /** `now`, `preserve` or seconds since 1970; see docs/reproducibility.md. */
  readonly timestamp?: string | undefined
  /**
   * Build twice, the second time under other conditions, and write the outputs only where both gave the same. This process has another umask, time
   * zone and language meanwhile.
   */
  readonly verifyReproducible?: boolean | undefined
  readonly registry?: RegistryOptions
  /** Take all from the store: no registry is asked, and a tag means what it did when it was last pulled. What a RUN may reach is `network`'s. */
  readonly offline?: boolean | undefined
  /** Build with what the lock beside the Dockerfile holds, and with nothing else: see `lock`. */
  readonly locked?: boolean | undefined
  /** The store; `oci-pack` in XDG_CACHE_HOME unless said. */
  readonly cacheDir?: string | undefined
  /**
   * Bytes within which the store is kept: where it is larger after a build, what was not used for longest goes. 0 is no bound. The environment's
   * OCI_PACK_CACHE_MAX_SIZE unless said, or else 20 GB, and half of what the disk has for it where that is less.
   */
  readonly cacheMaxSize?: number | undefined
  /** Caches that others have filled, asked in this order. What cannot be had of them is made. */
  readonly cacheFrom?: readonly CacheSource[]
  /** Caches that are filled for others. */
  readonly cacheTo?: readonly CacheDestination[]
  /** What was not used for so many milliseconds goes after a build. 0 is no bound. The environment's OCI_PACK_CACHE_MAX_AGE unless said, or else none. */
  readonly cacheMaxAge?: number | undefined
  /** The environment: SOURCE_DATE_EPOCH, DOCKER_CONFIG, proxies and the like. `process.env` unless said. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly onEvent?: Emit
  readonly signal?: AbortSignal
}

/** The image that was built for one platform. */
export interface BuiltPlatform {
  /** As its configuration has it: `os/architecture[/variant]`. */
  readonly platform: string
  /** The digest of the configuration. */
  readonly imageId: Digest
  /** The digest of the image's manifest, where the build's own is told: see `BuildResult`. */
  readonly manifestDigest: Digest
  /** Bytes of all layers. */
  readonly size: number
}

/** What a build made. */
export interface BuildResult {
  /** The digest of the configuration: what Docker calls the image's id. Of several images the digest of their index. */
  readonly imageId: Digest
  /** The digest of the image's manifest, or of the index of several: in the registry where there is an output to one, else in the first output that has it. */
  readonly manifestDigest: Digest
  /** What points at that manifest or index. */
  readonly descriptor: { readonly mediaType: string; readonly digest: Digest; readonly size: number }
  readonly tags: readonly string[]
  /** Bytes of all layers. */
  readonly size: number
  /** One for each platform, in the order in which they were asked for. */
  readonly images: readonly BuiltPlatform[]
  /** Empty where a second build gave something else. */
  readonly outputs: readonly OutputResult[]
  /** What came of building it twice, where that was asked for. */
  readonly reproduction?: ReproductionReport
}

/** What the checks of a Dockerfile found. */
export interface DockerfileReport {
  readonly file: string
  /** Whether no finding is an error. */
  readonly passes: boolean
  readonly findings: readonly Finding[]
}

/** Which of an archive's images is meant; needed only where there are several. */
export interface ImageChoice {
  /** A reference, or the tag that a layout gives. */
  readonly name?: string | undefined
  /** `os/architecture[/variant]`. */
  readonly platform?: string | undefined
}
