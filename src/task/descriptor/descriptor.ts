/** A Task's descriptor.yml, once it is known to be well-formed: what the App Engine takes from it (schema task.v0). */
export interface TaskDescriptor {
  readonly name: string
  readonly nameShort: string
  /** Words with dots between: `com.my.task`. */
  readonly namespace: string
  /** A semantic version: `1.0.0`. */
  readonly version: string
  /** Absolute paths in the container. */
  readonly inputFolder: string
  readonly outputFolder: string
  /** `configuration.image.file` as it is written, where it is; old engines find the image by it. */
  readonly imageFile: string | undefined
  readonly resources: Resources
  /** In the order of the descriptor. */
  readonly inputs: readonly Parameter[]
  readonly outputs: readonly Parameter[]
}

export interface Resources {
  /** Bytes; 4 GiB unless said, as the engine gives. */
  readonly ram: number
  readonly cpus: number
  readonly gpus: number
  readonly internet: boolean
}

export interface Parameter {
  /** Also the name of its file or folder. */
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly type: ParameterType
  readonly optional: boolean
  /** What an input is when nothing is given, as a value of YAML. */
  readonly default: unknown
  /** Other parameters whose arrays have the same items: `inputs/a`, `outputs/b`. */
  readonly matching: readonly string[]
}

/** What a parameter's values may be. Sizes are in bytes, lengths in UTF-16 code units as Java counts them, widths and heights in pixels. */
export type ParameterType =
  | ({ readonly id: 'integer' } & Bounds)
  | { readonly id: 'boolean' }
  | ({ readonly id: 'number'; readonly infinityAllowed: boolean; readonly nanAllowed: boolean } & Bounds)
  | { readonly id: 'string'; readonly minLength: number; readonly maxLength: number | undefined }
  | { readonly id: 'enumeration'; readonly values: readonly string[] }
  | { readonly id: 'datetime'; readonly before: string | undefined; readonly after: string | undefined }
  | { readonly id: 'geometry' }
  | { readonly id: 'file'; readonly maxFileSize: number | undefined; readonly formats: readonly string[] }
  | ImageType
  | ArrayType

export interface Bounds {
  readonly gt?: number | undefined
  readonly geq?: number | undefined
  readonly lt?: number | undefined
  readonly leq?: number | undefined
}

export interface ImageType {
  readonly id: 'image'
  readonly maxFileSize: number | undefined
  /** Of dicom, jpeg, png, tiff, wsidicom; empty for any. */
  readonly formats: readonly string[]
  readonly maxWidth: number | undefined
  readonly maxHeight: number | undefined
}

export interface ArrayType {
  readonly id: 'array'
  readonly minSize: number | undefined
  readonly maxSize: number | undefined
  readonly subtype: ParameterType
}
