/** The package managers whose packages are read, as package URLs name them (purl-spec, "Known purl types"). */
export type PackageType = 'apk' | 'deb' | 'npm' | 'pypi' | 'rpm'

/** A package that is installed in an image. */
export interface Package {
  readonly type: PackageType
  /** What owns its name: a distribution, or an npm scope with its `@`. */
  readonly namespace?: string | undefined
  readonly name: string
  /** As its package manager writes it. */
  readonly version: string
  readonly architecture?: string | undefined
  /** What else its package URL says, by qualifier. */
  readonly qualifiers?: Readonly<Record<string, string | undefined>>
  /** The package that it was built from. */
  readonly source?: { readonly name: string; readonly version?: string | undefined } | undefined
  /** Its licences in the words of the package. */
  readonly licenses: readonly string[]
  /** Who answers for it. */
  readonly supplier?: string | undefined
  readonly homepage?: string | undefined
  /** Where it was fetched from, as SPDX writes places, where the package tells. */
  readonly download?: string | undefined
  /** Paths in the image that tell of it. */
  readonly foundIn: readonly string[]
}

/** What holds packages, and could not be read. */
export interface Unread {
  readonly path: string
  readonly why: string
}

/** What an image says that it is (os-release(5)). */
export interface Distribution {
  readonly id: string
  readonly versionId: string | undefined
  readonly prettyName: string | undefined
}

/** All that was found in an image. */
export interface Inventory {
  readonly distribution: Distribution | undefined
  /** By their package URLs. */
  readonly packages: readonly Package[]
  readonly unread: readonly Unread[]
}
