import http from 'node:http'
import net from 'node:net'
import type { Duplex } from 'node:stream'

const pieceSize = 1 << 20
/** Less room is not worth a call of the system. */
const leastRoom = 64 << 10

/** Connections of plain HTTP that take at once what the system has. Node's own way takes 64 KiB at most, each into memory of its own: half of the time of a large body. */
export class LargeReads extends http.Agent {
  override createConnection(options: net.NetConnectOpts): Duplex {
    let room = Buffer.alloc(0)
    const socket: net.Socket = net.connect({
      ...options,
      onread: {
        buffer: () => (room = room.byteLength < leastRoom ? Buffer.allocUnsafeSlow(pieceSize) : room),
        callback(count) {
          const read = room.subarray(0, count)
          room = room.subarray(count)
          // What goes to memory of one's own goes past the socket's events, for which HTTP waits.
          socket.emit('data', read)
          return true
        },
      },
    })
    return socket
  }
}
