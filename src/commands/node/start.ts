import {Flags} from '@oclif/core'
import {print} from '../../cli/io.js'
import {type FlagsOf, LocalChangeCommand} from '../../cli/local-command.js'
import {spinner} from '../../cli/progress.js'
import type {Layout, Session} from '../../cli/read-command.js'
import {accessLines} from '../../node/access-lines.js'
import {nodeRequest} from '../../node/node-lines.js'
import {type PlannedSetting, plannedSetting} from '../../node/plan.js'
import {engineNames} from '../../node/spec.js'
import {type ServerStatus, serverStatus} from '../../node/status.js'
import {topologyNames} from '../../node/topology.js'
import {rows, type View} from '../../view/rows.js'

export default class NodeStart extends LocalChangeCommand<ServerStatus[] | PlannedSetting[] | undefined> {
  static override summary = 'Start a name server and brokers on this machine: embedded ones, or Apache RocketMQ.'
  static override description =
    'Without any flag: an embedded name server on 9876 and broker-a on 10911, cluster DefaultCluster, kept on disk. The embedded broker is for\n' +
    'development and tests: it does not replicate. Larger clusters are real Apache RocketMQ (--engine java).'
  static override subject = 'name'

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'Any free ports, nothing kept, for a test',
      command: '<%= config.bin %> <%= command.id %> ci --memory --name-server-port 0 --broker-port 0 --output json',
    },
    {
      description: 'Apache RocketMQ 5.5.0, two masters',
      command: '<%= config.bin %> <%= command.id %> rocket --engine java --release 5.5.0 --topology 2m',
    },
    {
      description: 'With a proxy, users and TLS; accounts and certificates are made, and told where they are',
      command: '<%= config.bin %> <%= command.id %> safe --engine java --topology proxy --auth --tls',
    },
  ]

  static override flags = {
    name: Flags.string({summary: 'What to call it; default when not given.'}),
    engine: Flags.option({options: engineNames})({summary: 'Our own servers, or those of Apache RocketMQ.'}),
    release: Flags.string({
      summary: 'Release of Apache RocketMQ for the java engine; ROCKETMQ_HOME or the newest installed when not given.',
    }),
    topology: Flags.option({options: topologyNames})({
      summary: 'Brokers, slaves, controllers, proxy; all but the first two want the java engine.',
    }),
    brokers: Flags.integer({summary: 'How many brokers.', min: 0, exclusive: ['topology']}),
    host: Flags.string({summary: 'Address to listen on and to tell clients; 127.0.0.1 when not given.'}),
    'name-server-port': Flags.integer({summary: '9876 when not given; 0 picks a free one.', min: 0, max: 65535}),
    'broker-port': Flags.integer({
      summary: 'Of the first broker, 10911 when not given; 0 picks free ones.',
      min: 0,
      max: 65535,
    }),
    'proxy-port': Flags.integer({
      summary: 'Of the proxy for the remoting protocol, 8080 when not given; 0 picks a free one.',
      min: 0,
      max: 65535,
    }),
    'grpc-port': Flags.integer({
      summary: 'Of the proxy for gRPC, 8081 when not given; 0 picks a free one.',
      min: 0,
      max: 65535,
    }),
    join: Flags.string({
      summary: 'Start no name server, but register with these.',
      helpValue: 'HOST:PORT;…',
      exclusive: ['name-server-port'],
    }),
    folder: Flags.string({summary: 'Where it keeps its data.'}),
    memory: Flags.boolean({summary: 'Keep nothing after it stops (embedded only).'}),
    config: Flags.string({
      summary: 'A setting of the brokers, as in broker.conf.',
      helpValue: 'KEY=VALUE',
      multiple: true,
    }),
    heap: Flags.string({summary: 'Largest heap of a role (java only).', helpValue: 'broker=1g', multiple: true}),
    auth: Flags.boolean({
      summary: 'Answer only what an account signed that is made for it (embedded; java from 5.3).',
      exclusive: ['acl4'],
    }),
    acl4: Flags.boolean({summary: 'The same by aclEnable and plain_acl.yml (java before 5.3).'}),
    tls: Flags.boolean({summary: 'Speak TLS only, under certificates that are made for it.'}),
    'show-config': Flags.boolean({
      summary: 'Show the settings and command lines it would start with, and start nothing.',
      exclusive: ['foreground'],
    }),
    foreground: Flags.boolean({summary: 'Stay in the foreground until interrupted, as a container wants it.'}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof NodeStart>) {
    session.endless()
    const request = nodeRequest(flags)
    const nodes = await session.nodes
    if (this.planning) return await nodes.plan(request)
    if (flags.foreground) {
      await nodes.run(request, {signal: session.signal, onLine: line => void print(session.io.stdout, `${line}\n`)})
      return
    }
    const progress = await spinner(session.io, flags.quiet)
    try {
      const {node, servers, alreadyRunning} = await nodes.start(request, {
        signal: session.signal,
        onProgress: progress.tell,
      })
      progress.stop()
      if (alreadyRunning && !flags.quiet) this.note('it was running already')
      if (!flags.quiet) for (const line of accessLines(node)) this.note(line)
      return servers
    } finally {
      progress.stop()
    }
  }

  private planning = false

  protected override async readFlags() {
    const flags = await super.readFlags()
    this.planning = flags['show-config'] === true
    return flags
  }

  override layouts(): readonly Layout[] {
    return [{view: startedView}, {when: '--show-config', view: planView}]
  }

  protected override get view(): View<ServerStatus[] | PlannedSetting[] | undefined> {
    return this.planning ? planView : startedView
  }
}

const startedView = rows(serverStatus, ['node', 'role', 'name', 'address', 'state', 'version', 'pid'])
const planView = rows(plannedSetting, undefined, {sort: false})
