/**
 * The encoder of deflate, which is WebAssembly (assembly/index.ts), with the memory that it works in. Plain JavaScript, for Node starts threads of it from
 * the sources as well.
 */

/** What the encoder needs, in pages of 64 KiB. */
const pages = 40

export function encoderMemory() {
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
}

export function compileEncoder(bytes) {
  return new WebAssembly.Module(bytes)
}

export function startEncoder(module, memory) {
  const { contentPlace, deflatedPlace, deflate } = new WebAssembly.Instance(module, { env: { memory } }).exports
  const bytes = new Uint8Array(memory.buffer)
  const begin = deflatedPlace()
  return {
    contentPlace: contentPlace(),
    deflate: (size, before) => {
      const end = begin + deflate(size, before)
      return bytes.slice(begin, end)
    },
  }
}
