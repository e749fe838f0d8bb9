import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { hasCommand } from './command.js'

/** Whether the program git is installed, whose own server is asked. */
export const hasGit = hasCommand('git')

/** A request that came. */
export interface GitRequest {
  readonly url: string
  readonly authorization: string | undefined
}

/** Git's own HTTP server (git-http-backend(1)) for all repositories below a folder, on a free port of this machine. */
export class GitServer {
  /** `127.0.0.1:PORT`. */
  readonly host: string
  readonly requests: GitRequest[] = []
  /** Where it is set, who does not send this header is refused. */
  authorization: string | undefined
  /** Answers a request in place of Git, where it gives true. */
  instead: (request: IncomingMessage, response: ServerResponse) => boolean = () => false
  readonly #server: Server

  private constructor(server: Server, host: string) {
    this.#server = server
    this.host = host
  }

  static async start(folder: string): Promise<GitServer> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const git = new GitServer(server, `127.0.0.1:${address.port}`)
    server.on('request', (request, response) => git.#answer(folder, request, response))
    return git
  }

  /** The address of a repository. */
  url(name: string): string {
    return `http://${this.host}/${name}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #answer(folder: string, request: IncomingMessage, response: ServerResponse): void {
    const { url = '', headers } = request
    this.requests.push({ url, authorization: headers.authorization })
    if (this.instead(request, response)) return
    if (this.authorization !== undefined && headers.authorization !== this.authorization) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end()
      return
    }
    backend(folder, request, response)
  }
}

/** One request through the CGI program (RFC 3875). */
function backend(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const { headers } = request
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: decodeURI(path),
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
      GIT_PROTOCOL: [headers['git-protocol'] ?? ''].flat().join(':'),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  request.pipe(child.stdin)
  child.stdin.on('error', () => undefined)
  let head = Buffer.alloc(0)
  child.stdout.on('data', (data: Buffer) => {
    if (response.headersSent) return void response.write(data)
    head = Buffer.concat([head, data])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    const lines = head.subarray(0, end).toString('latin1').split('\r\n')
    const fields = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    )
    const status = Number.parseInt(fields.get('status') ?? '200', 10)
    fields.delete('status')
    response.writeHead(status, Object.fromEntries(fields))
    response.write(head.subarray(end + 4))
  })
  child.stdout.on('end', () => response.end())
}
