/** What Node has in `stream/web`, browsers have everywhere. */
export const { ReadableStream } = globalThis
