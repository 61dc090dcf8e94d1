/** The files that `updateStaticTopic` and `remappingStaticTopic` write before and after a change. */
import {count, fallback, type Infer, list, map, object, str} from '../../schema.js'
import {topicConfigAndQueueMapping} from './topic.js'

export const topicRemappingDetail = object(
  'TopicRemappingDetailWrapper',
  {
    topic: str(),
    /** `CREATE_OR_UPDATE` or `REMAPPING`. */
    type: str(),
    epoch: fallback(count(), 0),
    /** By broker name. */
    brokerConfigMap: fallback(map(topicConfigAndQueueMapping), new Map()),
    brokerToMapIn: fallback(list(str()), []),
    brokerToMapOut: fallback(list(str()), []),
  },
  {keepUnknown: true},
)
export type TopicRemappingDetail = Infer<typeof topicRemappingDetail>
