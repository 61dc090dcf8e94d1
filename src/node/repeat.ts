/** Whether a node is asked for as it was started, and asking for it again. */
import {type NodeSpec, portsOf, processId} from './spec.js'
import type {NodeState} from './state.js'

/** A port that was asked for as 0 fits whatever was chosen. */
export function sameSettings(asked: NodeSpec, recorded: NodeSpec): boolean {
  const blind = (spec: NodeSpec) =>
    JSON.stringify(spec, (key, value) =>
      value instanceof Map ? [...value].sort() : key === 'port' || key === 'grpcPort' ? undefined : value,
    )
  const theirs = portsOf(recorded)
  return blind(asked) === blind(recorded) && portsOf(asked).every((port, index) => port === 0 || port === theirs[index])
}

/** The spec with the ports that its servers had. */
export function pinned({spec, processes}: NodeState): NodeSpec {
  const servers = processes.flatMap(process => process.servers.map(server => ({process: process.id, ...server})))
  const portOf = (fits: (server: (typeof servers)[number]) => boolean, otherwise: number) => {
    const port = servers.find(fits)?.address.split(':').at(-1)
    return port === undefined ? otherwise : Number(port)
  }
  return {
    ...spec,
    ...(spec.nameServer && {
      nameServer: {...spec.nameServer, port: portOf(({role}) => role === 'nameServer', spec.nameServer.port)},
    }),
    brokers: spec.brokers.map(broker => {
      const own = processId(broker)
      return {
        ...broker,
        port: portOf(
          ({process, role, name}) =>
            process === own || (process === 'node' && role === 'broker' && name === broker.name),
          broker.port,
        ),
      }
    }),
    controllers: spec.controllers.map((server, index) => ({
      ...server,
      port: portOf(({process}) => process === `controller-${index}`, server.port),
    })),
    ...(spec.proxy && {
      proxy: {
        ...spec.proxy,
        port: portOf(({role, name}) => role === 'proxy' && name === 'remoting', spec.proxy.port),
        grpcPort: portOf(({role, name}) => role === 'proxy' && name === 'grpc', spec.proxy.grpcPort),
      },
    }),
  }
}
