import {Flags} from '@oclif/core'
import {type TopicServer, topicServer, topicServers} from '../../admin/topic-page.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaFormat, lines} from '../../view/classic.js'
import {javaJson} from '../../view/java-json.js'
import {rows} from '../../view/rows.js'

export default class TopicRoute extends ReadCommand<TopicServer[]> {
  static override summary = 'Show which brokers and queues serve a topic.'
  static override subject = 'topic'

  static override examples = ['<%= config.bin %> <%= command.id %> orders']

  static override flags = {
    topic: Flags.string({summary: 'Topic to look for.', required: true}),
    list: Flags.boolean({summary: 'In classic output, a table instead of JSON.'}),
  }

  /** The whole answer, which only Java's form prints. */
  private json: unknown

  protected override async perform({admin}: Session, {topic}: FlagsOf<typeof TopicRoute>) {
    const {route, json} = await admin.topics.route(topic)
    this.json = withActingMaster(json as RouteJson)
    return topicServers(route)
  }

  protected override readonly view = rows(topicServer)

  protected override readonly classic = (servers: TopicServer[], flags: FlagsOf<typeof TopicRoute>) =>
    flags.list ? serverLines(servers) + rule + totals(servers) : `${javaJson(this.json)}\n`
}

interface RouteJson {
  brokerDatas?: object[]
}

/** Name servers 4.x do not tell `enableActingMaster`; Java 5.x prints it all the same. */
const withActingMaster = (json: RouteJson): RouteJson => ({
  ...json,
  brokerDatas: json.brokerDatas?.map(data => ({enableActingMaster: false, ...data})) ?? [],
})

const layout = '%-45s %-32s %-50s %-10s %-11s %-5s%n'

const serverLines = lines<TopicServer>(
  layout,
  ({cluster, broker, addresses, readQueues, writeQueues, perm}) => [
    cluster,
    broker,
    `{${addresses.join(', ')}}`,
    readQueues,
    writeQueues,
    perm,
  ],
  {head: javaFormat(layout, '#ClusterName', '#BrokerName', '#BrokerAddrs', '#ReadQueue', '#WriteQueue', '#Perm')},
)

const rule = `${'-'.repeat(158)}\n`

function totals(servers: TopicServer[]): string {
  const sum = (of: (server: TopicServer) => number) => servers.reduce((total, server) => total + of(server), 0)
  const reads = sum(({readQueues}) => readQueues)
  return javaFormat(
    layout,
    'Total:',
    servers.length,
    '',
    reads,
    sum(({writeQueues}) => writeQueues),
    '',
  )
}
