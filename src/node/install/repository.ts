/** A Maven repository, read over HTTP(S). Every file is checked against the checksum that lies beside it. */
import {createHash} from 'node:crypto'
import {MqError} from '../../errors.js'

export const mavenCentral = 'https://repo.maven.apache.org/maven2'

export interface Coordinates {
  group: string
  artifact: string
  version: string
}

export const fileName = ({artifact, version}: Coordinates, extension: string, classifier = ''): string =>
  `${artifact}-${version}${classifier && `-${classifier}`}.${extension}`

export class Repository {
  readonly url: string

  constructor(
    url: string,
    private readonly signal?: AbortSignal | undefined,
  ) {
    this.url = url.replace(/\/+$/, '')
  }

  /** Undefined when the repository has no such file. Throws `NODE_FAILED` on a wrong checksum, `UNREACHABLE` without an answer. */
  async get(path: string): Promise<Buffer | undefined> {
    const bytes = await this.fetch(path)
    if (bytes === undefined) return undefined
    const expected = (await this.fetch(`${path}.sha1`))?.toString('utf8').trim().split(/\s+/)[0]?.toLowerCase()
    const found = createHash('sha1').update(bytes).digest('hex')
    if (expected === undefined || expected !== found)
      throw new MqError(
        'NODE_FAILED',
        `${this.url}/${path} has the checksum ${found}, expected ${expected ?? 'one beside it'}`,
      )
    return bytes
  }

  file(coordinates: Coordinates, extension: string, classifier = ''): Promise<Buffer | undefined> {
    const {group, artifact, version} = coordinates
    return this.get(
      `${group.replaceAll('.', '/')}/${artifact}/${version}/${fileName(coordinates, extension, classifier)}`,
    )
  }

  /** Whether the file is there, without fetching it. */
  async has(path: string): Promise<boolean> {
    return (await this.request(path, 'HEAD')).ok
  }

  private async fetch(path: string): Promise<Buffer | undefined> {
    const response = await this.request(path, 'GET')
    if (response.status === 404) return undefined
    if (!response.ok)
      throw new MqError(
        'NODE_FAILED',
        `${this.url}/${path} was answered with ${response.status} ${response.statusText}`,
      )
    return Buffer.from(await response.arrayBuffer())
  }

  private async request(path: string, method: string): Promise<Response> {
    try {
      return await fetch(`${this.url}/${path}`, {method, ...(this.signal && {signal: this.signal})})
    } catch (error) {
      if (this.signal?.aborted) throw this.signal.reason
      const cause = (error as Error).cause
      const why = cause instanceof Error ? cause.message : (error as Error).message
      throw new MqError('UNREACHABLE', `The Maven repository ${this.url} cannot be reached: ${why}`, {
        cause: error,
        hint: 'name one that can be reached: --repository or MQADMIN_MAVEN_REPOSITORY',
      })
    }
  }
}
