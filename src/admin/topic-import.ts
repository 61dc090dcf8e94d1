/** Many topics at once, from a list of settings in the shape of Java's `TopicConfig`. */
import type {Cluster, Where} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {type TopicConfig, topicConfig} from '../protocol/bodies/topic.js'
import {requests} from '../protocol/index.js'
import {attributeEdit} from './topic-attributes.js'
import {newTopic, patched, type TopicPatch} from './topic-settings.js'
import type {TopicChange, Topics} from './topics.js'

/** What a list says of one topic; what it leaves out stays as it is. */
export interface TopicWish extends TopicPatch {
  topic: string
}

/** Names that an entry of a list may have. */
export const wishNames: readonly string[] = Object.keys(topicConfig.shape)

/** What an entry says. Attributes are edits ({@link attributeEdit}). Throws ShapeError. */
export function topicWish(properties: Readonly<Record<string, unknown>>): TopicWish {
  const said = topicConfig.read(properties, '')
  const given = <K extends keyof TopicConfig>(name: K) => (properties[name] === undefined ? undefined : said[name])
  return {
    topic: said.topicName,
    readQueueNums: given('readQueueNums'),
    writeQueueNums: given('writeQueueNums'),
    perm: given('perm'),
    topicFilterType: given('topicFilterType'),
    topicSysFlag: given('topicSysFlag'),
    order: given('order'),
    attributes: new Map([...(said.attributes ?? [])].map(([key, value]) => attributeEdit(key, value))),
  }
}

/** What Java's list gives a topic of which it says nothing but the name (`TopicConfig`): twice the queues of `updateTopic`. */
const newInList = (topic: string): TopicConfig => ({...newTopic(topic), readQueueNums: 16, writeQueueNums: 16})

export class TopicImport {
  constructor(
    private readonly cluster: Cluster,
    private readonly topics: Topics,
  ) {}

  /** What a list would change, topic by topic on every broker it concerns. */
  async changes(wishes: readonly TopicWish[], where: Where): Promise<Answers<TopicChange>> {
    const {answers, failures} = await fanOut(
      await this.cluster.targets(where),
      ({label}) => label,
      async target => {
        const {body} = await this.cluster.invoke(target.address, requests.getAllTopicConfig, {})
        // brokers 4.x take `order` and do not keep it
        const old = body.mappingDataVersion === undefined
        return wishes.map((wish): TopicChange => {
          const before = body.topicConfigTable.get(wish.topic)
          const wanted = patched(before ?? newInList(wish.topic), wish)
          const config = old ? {...wanted, order: before?.order ?? false} : wanted
          const label = `${wish.topic} on ${target.label}`
          return {
            target: {label, address: target.address, kind: 'broker'},
            before: before && {config: before},
            after: {config},
            phase: 0,
          }
        })
      },
    )
    return {answers: answers.flat(), failures}
  }

  apply({target, before, after}: TopicChange): Promise<void> {
    return this.topics.apply(after?.config?.topicName ?? '', {target, before, after})
  }
}
