/** What a topic's name says about it (`TopicValidator` of 4.9 and 5.x). */
import {dlqPrefix, retryPrefix, scheduleTopic, templateTopic, traceTopic} from '../protocol/names.js'

export const topicKinds = ['normal', 'retry', 'dlq', 'system'] as const
export type TopicKind = (typeof topicKinds)[number]

const systemTopics = new Set([
  templateTopic,
  'SELF_TEST_TOPIC',
  'BenchmarkTest',
  'OFFSET_MOVED_EVENT',
  scheduleTopic,
  traceTopic,
  'RMQ_SYS_TRANS_HALF_TOPIC',
  'RMQ_SYS_TRANS_OP_HALF_TOPIC',
  'RMQ_SYS_ROCKSDB_TRANS_HALF_TOPIC',
  'RMQ_SYS_ROCKSDB_TRANS_OP_HALF_TOPIC',
  'TRANS_CHECK_MAX_TIME_TOPIC',
  'CHECKPOINT_TOPIC',
])

/** `others` are further system names: a cluster and its brokers have a topic each. */
export function topicKind(topic: string, others: ReadonlySet<string> = new Set()): TopicKind {
  if (topic.startsWith(retryPrefix)) return 'retry'
  if (topic.startsWith(dlqPrefix)) return 'dlq'
  if (systemTopics.has(topic) || topic.startsWith('rmq_sys_') || topic.endsWith('_REPLY_TOPIC') || others.has(topic))
    return 'system'
  return 'normal'
}
