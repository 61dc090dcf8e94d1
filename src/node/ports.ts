/** Ports: checked before a server is started, chosen when 0 was asked for. */
import {createServer} from 'node:net'
import {MqError} from '../errors.js'
import {type Owner, portOwner} from './port-owner.js'

/**
 * Ports that a server takes beside its own, as differences. A Java broker also listens for "VIP" clients on `port - 2` and for
 * its slaves on `port + 1`.
 */
export type Neighbours = readonly number[]

/** A process of a node that was started here. */
export interface NodeProcess {
  node: string
  process: string
}
export type NodeOf = (pid: number) => Promise<NodeProcess | undefined>

/** Ports below those that systems hand out for outgoing connections, so that a chosen one stays free. */
const lowest = 12_000
const highest = 32_000

/** Hands out ports for the servers of one node, none twice. */
export class PortPicker {
  private readonly taken = new Set<number>()

  /** `nodeOf` tells which process of which node has a pid. */
  constructor(
    private readonly host: string,
    private readonly nodeOf: NodeOf = async () => undefined,
  ) {}

  /** The port itself if it is free, any free one for 0. Throws `PORT_IN_USE`, naming the process that has it where it can be found. */
  async take(port: number, neighbours: Neighbours = []): Promise<number> {
    const chosen = port === 0 ? await this.free(neighbours) : port
    for (const each of [chosen, ...neighbours.map(by => chosen + by)]) {
      if (port !== 0 && (this.taken.has(each) || !(await isFree(this.host, each)))) throw await this.inUse(each, chosen)
      this.taken.add(each)
    }
    return chosen
  }

  private async free(neighbours: Neighbours): Promise<number> {
    for (let attempt = 0; attempt < 200; attempt++) {
      const port = lowest + Math.floor(Math.random() * (highest - lowest))
      const block = [port, ...neighbours.map(by => port + by)]
      if (block.some(each => this.taken.has(each))) continue
      const free = await Promise.all(block.map(each => isFree(this.host, each)))
      if (free.every(Boolean)) return port
    }
    throw new MqError('PORT_IN_USE', `No free port was found on ${this.host}`)
  }

  private async inUse(port: number, asked: number): Promise<MqError> {
    const owner = await portOwner(port)
    const ours = owner && (await this.nodeOf(owner.pid))
    const why = port === asked ? '' : `, which the broker on ${asked} needs too`
    return new MqError('PORT_IN_USE', `Port ${port} on ${this.host}${why} is in use by ${called(owner, ours)}`, {
      facts: {address: `${this.host}:${port}`, ...(owner && {pid: owner.pid, process: owner.name}), ...ours},
      ...(ours && {hint: `mqadmin node stop ${ours.node}, or choose another port (0 picks a free one)`}),
    })
  }
}

function called(owner: Owner | undefined, ours: NodeProcess | undefined): string {
  if (owner === undefined) return 'another process'
  const who = ours ? `${ours.process} of node ${ours.node}` : (owner.name ?? 'process')
  return `${who} (pid ${owner.pid})`
}

/** Whether one could listen there. Throws `NODE_FAILED` where that is not allowed, e.g. on ports below 1024. */
export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(new MqError('NODE_FAILED', `Cannot listen on ${host}:${port}: ${error.message}`, {cause: error}))
    })
    server.listen({host, port, exclusive: true}, () => server.close(() => resolve(true)))
  })
}
