/** All topics or groups of a broker, which gives them in pages from 5.4 on and at once before. */
import type {Cluster} from '../cluster/cluster.js'
import {MqError} from '../errors.js'
import {type DataVersion, dataVersion} from '../protocol/bodies/data-version.js'
import type {SubscriptionGroupConfig} from '../protocol/bodies/group.js'
import type {TopicConfig} from '../protocol/bodies/topic.js'
import {requests} from '../protocol/index.js'
import {writeJson} from '../protocol/json.js'

const pageSize = 2000
/** So often a list is begun anew because it changed between two pages. */
const attempts = 20

export interface AllTopics {
  topics: Map<string, TopicConfig>
  version: DataVersion | undefined
}

export interface AllGroups {
  groups: Map<string, SubscriptionGroupConfig>
  version: DataVersion | undefined
  /** Group → topic → bits of what is forbidden. */
  forbidden: Map<string, Map<string, number>>
}

/** In the order of the broker's answers. */
export async function allTopics(cluster: Cluster, address: string): Promise<AllTopics> {
  const {entries, version} = await allPages(address, async (topicSeq, known) => {
    const {totalTopicNum, body} = await cluster.invoke(address, requests.getAllTopicConfig, {
      topicSeq,
      maxTopicNum: pageSize,
      dataVersion: known,
    })
    return {entries: body.topicConfigTable, total: totalTopicNum, version: body.dataVersion}
  })
  return {topics: entries, version}
}

export async function allGroups(cluster: Cluster, address: string): Promise<AllGroups> {
  let forbidden = new Map<string, Map<string, number>>()
  const {entries, version} = await allPages(address, async (groupSeq, known) => {
    const {totalGroupNum, body} = await cluster.invoke(address, requests.getAllSubscriptiongroupConfig, {
      groupSeq,
      maxGroupNum: pageSize,
      dataVersion: known,
    })
    forbidden = new Map([...(groupSeq === 0 ? [] : forbidden), ...(body.forbiddenTable ?? [])])
    return {entries: body.subscriptionGroupTable, total: totalGroupNum, version: body.dataVersion}
  })
  return {groups: entries, version, forbidden}
}

interface Page<T> {
  entries: Map<string, T>
  /** Undefined from brokers without pages. */
  total: number | undefined
  version: DataVersion | undefined
}

async function allPages<T>(
  address: string,
  ask: (seq: number, version: string) => Promise<Page<T>>,
): Promise<{entries: Map<string, T>; version: DataVersion | undefined}> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const entries = new Map<string, T>()
    let known = ''
    for (;;) {
      const page = await ask(entries.size, known)
      const version = page.version === undefined ? '' : writeJson(dataVersion.write(page.version))
      if (known !== '' && version !== known) break
      known = version
      for (const [key, entry] of page.entries) entries.set(key, entry)
      if (page.total === undefined || page.entries.size === 0 || entries.size >= page.total)
        return {entries, version: page.version}
    }
  }
  throw new MqError('SERVER_REFUSED', `the settings of ${address} change faster than they can be read in pages`, {
    facts: {address},
    hint: 'try again when fewer topics and groups are made',
  })
}
