import {Flags} from '@oclif/core'
import {type BrokerMetadata, type ExportedMetadata, exportedMetadata, joined} from '../../admin/exports.js'
import {exportPath, folderFlag, withSpinner, writeExport} from '../../cli/exported-file.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaFormat, javaHashOrder} from '../../view/classic.js'
import {brokerMetadataFile, clusterMetadataFile, javaPagedOrder} from '../../view/java-export.js'
import {record} from '../../view/rows.js'

type Content = Omit<ExportedMetadata, 'path'>

export default class ExportMetadata extends ReadCommand<ExportedMetadata> {
  static override summary = 'Write the topics and groups that users made to a file.'
  static override subject = 'cluster'

  static override examples = [
    '<%= config.bin %> <%= command.id %> DefaultCluster --folder backup',
    {
      description: 'Only the topics, as one broker has them',
      command: '<%= config.bin %> <%= command.id %> --broker broker-a --topics-only --folder backup',
    },
  ]

  static override flags = {
    cluster: Flags.string({summary: 'Of all masters of this cluster, with the queues of all of them added up.'}),
    broker: Flags.string({summary: 'Of this broker only, by name or host:port.'}),
    folder: folderFlag,
    'topics-only': Flags.boolean({summary: 'Only topics, in a file topic.json.'}),
    'groups-only': Flags.boolean({summary: 'Only groups, in a file subscriptionGroup.json.'}),
    'special-topics': Flags.boolean({summary: 'Retry and dead letter topics, too.'}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof ExportMetadata>) {
    const {cluster, broker, quiet} = flags
    const where = broker === undefined ? {cluster} : {broker}
    return withSpinner(this.io, quiet, 'reading topics and groups', async () => {
      const {exports} = session.admin
      const brokers = session.collect(await exports.metadata(where, {special: flags['special-topics']}))
      const parts = partsOf(flags)
      const path = exportPath(this.io, flags.folder, parts.file)
      const {content, text} = broker === undefined ? ofCluster(brokers, parts) : ofBroker(brokers, parts)
      await writeExport(this.io, path, text)
      return {path, ...content}
    })
  }

  protected override readonly view = record(exportedMetadata, [
    'path',
    {field: 'topics', value: ({topicConfigTable}) => topicConfigTable?.size},
    {field: 'groups', value: ({subscriptionGroupTable}) => subscriptionGroupTable?.size},
  ])

  protected override readonly classic = ({path}: ExportedMetadata, {broker}: FlagsOf<typeof ExportMetadata>) =>
    javaFormat(broker === undefined ? 'export %s success%n' : 'export %s success', path)
}

interface Parts {
  file: string
  topics: boolean
  groups: boolean
}

/** Of both flags the first counts, as in Java. */
function partsOf({'topics-only': topics, 'groups-only': groups}: FlagsOf<typeof ExportMetadata>): Parts {
  if (topics) return {file: 'topic.json', topics: true, groups: false}
  if (groups) return {file: 'subscriptionGroup.json', topics: false, groups: true}
  return {file: 'metadata.json', topics: true, groups: true}
}

function ofCluster(brokers: BrokerMetadata[], parts: Parts): {content: Content; text: string} {
  const inOrder = javaHashOrder(brokers.map(({address}) => address)).flatMap(address =>
    brokers.filter(broker => broker.address === address),
  )
  const {topics, groups} = joined(inOrder.map(inJavaOrder))
  const content: Content = {
    ...(parts.topics && {topicConfigTable: topics}),
    ...(parts.groups && {subscriptionGroupTable: groups}),
    exportTime: Date.now(),
  }
  return {content, text: clusterMetadataFile(new Map(Object.entries(treeOf(content))))}
}

/** Java has a file of topics or of groups only: with both it has the shape of a cluster's. */
function ofBroker(brokers: BrokerMetadata[], parts: Parts): {content: Content; text: string} {
  const [broker] = brokers as [BrokerMetadata]
  if (parts.topics && parts.groups) return ofCluster(brokers, parts)
  const content: Content = parts.topics
    ? {dataVersion: broker.topicVersion, topicConfigTable: broker.topics}
    : {
        dataVersion: broker.groupVersion,
        forbiddenTable: broker.forbidden,
        subscriptionGroupTable: broker.groups,
      }
  const table = parts.topics ? 'topicConfigTable' : 'subscriptionGroupTable'
  const names = javaPagedOrder(parts.topics ? broker.allTopics : broker.allGroups)
  return {content, text: brokerMetadataFile(treeOf(content), table, names)}
}

/** What is put into a map first comes first where two names share a bin. */
function inJavaOrder(broker: BrokerMetadata): BrokerMetadata {
  const sorted = <T>(all: readonly string[], table: ReadonlyMap<string, T>) =>
    new Map(javaPagedOrder(all).flatMap(name => (table.has(name) ? [[name, table.get(name) as T]] : [])))
  return {
    ...broker,
    topics: sorted(broker.allTopics, broker.topics),
    groups: sorted(broker.allGroups, broker.groups),
  }
}

function treeOf(content: Content): Record<string, unknown> {
  const {path: _, ...tree} = exportedMetadata.write({path: '', ...content}) as Record<string, unknown>
  return tree
}
