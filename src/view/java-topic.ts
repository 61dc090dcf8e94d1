/** `TopicConfig#toString` of Java 5.5, and its text form of permissions. */
import {javaHashOrder} from './java-order.js'
import {javaFields} from './java-text.js'

interface Config {
  topicName: string
  readQueueNums: number
  writeQueueNums: number
  perm: number
  topicFilterType: string
  topicSysFlag: number
  order: boolean
}

/** `RW-`: read, write, inherit (`PermName#perm2String`). */
export const javaPerm = (perm: number): string =>
  `${perm & 4 ? 'R' : '-'}${perm & 2 ? 'W' : '-'}${perm & 1 ? 'X' : '-'}`

/** `attributes` are the edits as typed: Java prints `{+message.type=FIFO}`, not what the topic has. */
export function javaTopicConfig(config: Config, edits: ReadonlyMap<string, string | null>): string {
  const typed = new Map([...edits].map(([key, value]) => (value === null ? [`-${key}`, ''] : [`+${key}`, value])))
  const attributes = javaHashOrder(typed.keys()).map(key => [key, typed.get(key)] as const)
  return `TopicConfig [${javaFields({
    topicName: config.topicName,
    readQueueNums: config.readQueueNums,
    writeQueueNums: config.writeQueueNums,
    perm: javaPerm(config.perm),
    topicFilterType: config.topicFilterType,
    topicSysFlag: config.topicSysFlag,
    order: config.order,
    attributes: new Map(attributes),
  })}]`
}
