/** The code of an encoder, for any number of them. */
export interface EncoderModule {
  readonly encoder: unique symbol
}

/** What an encoder works in; a thread can share it. */
export interface EncoderMemory {
  readonly buffer: SharedArrayBuffer
}

export function encoderMemory(): EncoderMemory

export function compileEncoder(bytes: Uint8Array): EncoderModule

export interface Encoder {
  /** Where in the memory content is put, with what precedes it before it. */
  readonly contentPlace: number
  /** Deflates so many bytes of content, which may refer to those before them: blocks of which none is the last (RFC 1951). */
  readonly deflate: (size: number, before: number) => Uint8Array
}

export function startEncoder(module: EncoderModule, memory: EncoderMemory): Encoder
