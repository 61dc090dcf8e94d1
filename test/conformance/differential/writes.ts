/**
 * Lines that change something. Java's mqadmin and ours each do the steps of a course, one after the other, and after every step it
 * is read back what the line did. `{twin}` is a name that each has of its own, of the same length.
 */
import type {Effect} from './effects.js'
import type {Line} from './lines.js'

export interface Step extends Line {
  /** What is read back after it. */
  effect?: Effect
}

export interface Course {
  name: string
  steps: readonly Step[]
  /** It concerns all others or sees them: both do it when nothing else is under way. */
  alone?: true
}

const step = (line: string, effect?: Effect, more: Omit<Line, 'line'> = {}): Step => ({
  line,
  ...(effect && {effect}),
  ...more,
})
const five = {only: '5.5.0'} as const
const four = {only: '4.9.8'} as const

export const courses: readonly Course[] = [
  {
    name: 'topic',
    steps: [
      step('updateTopic -b {broker} -t {twin} -r 2 -w 2', 'topic:{twin}'),
      step('updateTopic -b {broker} -t {twin} -r 2 -w 2', 'topic:{twin}'),
      step('updateTopicPerm -b {broker} -t {twin} -p 2', 'topic:{twin}'),
      step('updateTopicPerm -c DefaultCluster -t {twin} -p 4', 'topic:{twin}'),
      step('updateTopicPerm -c DefaultCluster -t {twin} -p 4', 'topic:{twin}'),
      step('deleteTopic -c DefaultCluster -t {twin}', 'topic:{twin}'),
      step('deleteTopic -c DefaultCluster -t {twin}', 'topic:{twin}'),
    ],
  },
  {
    name: 'newtopic',
    steps: [
      step('updateTopic -c DefaultCluster -t {twin}', 'topic:{twin}'),
      step('updateTopic -c DefaultCluster -t {twin}.o -r 4 -w 4 -o true', 'topic:{twin}.o', four),
      step('updateTopic -c DefaultCluster -t {twin}-o -r 4 -w 4 -o true -a +message.type=FIFO', 'topic:{twin}-o', five),
      step('updateTopic -c DefaultCluster -t {twin}-d -r 2 -w 2 -a +message.type=DELAY', 'topic:{twin}-d', five),
      step('updateTopic -c DefaultCluster -t {twin}-d -r 2 -w 2 -a -message.type', 'topic:{twin}-d', five),
      step('updateTopic -b {broker} -t {twin}-u -r 3 -w 3 -u true -s true', 'topic:{twin}-u'),
    ],
  },
  {
    name: 'order',
    steps: [
      step('updateOrderConf -t {twin} -m put -v broker-a:2', 'kv:ORDER_TOPIC_CONFIG/{twin}'),
      step('updateOrderConf -t {twin} -m get'),
      step('updateOrderConf -t {twin} -m delete', 'kv:ORDER_TOPIC_CONFIG/{twin}'),
    ],
  },
  {
    name: 'kv',
    steps: [
      step('updateKvConfig -s demo -k {twin} -v v1', 'kv:demo/{twin}'),
      step('deleteKvConfig -s demo -k {twin}', 'kv:demo/{twin}'),
      step('deleteKvConfig -s demo -k {twin}', 'kv:demo/{twin}'),
    ],
  },
  {
    name: 'group',
    steps: [
      step('updateSubGroup -c DefaultCluster -g {twin}', 'group:{twin}'),
      step(
        'updateSubGroup -b {broker} -g {twin} -s true -m false -d false -q 1 -r 5 -i 0 -w 1 -a true',
        'group:{twin}',
      ),
      step('updateSubGroup -c DefaultCluster -g {twin}-b -d true', 'group:{twin}-b'),
      step('updateSubGroup -c DefaultCluster -g {twin}-o -o true', 'group:{twin}-o', five),
      step('updateSubGroup -b {broker} -g {twin}-a --attributes +priority.factor=1', 'group:{twin}-a', five),
      step('deleteSubGroup -c DefaultCluster -g {twin}', 'group:{twin}'),
      step('deleteSubGroup -c DefaultCluster -g {twin} -r true', 'group:{twin}'),
      step('deleteSubGroup -b {broker} -g {twin}', 'group:{twin}'),
    ],
  },
  {
    name: 'offset',
    steps: [
      step('updateSubGroup -b {broker} -g {twin}', 'group:{twin}'),
      step('updateTopic -b {broker} -t %RETRY%{twin} -r 1 -w 1', 'topic:%RETRY%{twin}'),
      step('cloneGroupOffset -s batch-job -d {twin} -t orders', 'offsets:{twin}'),
      step('resetOffsetByTime -g {twin} -t orders -s now', 'offsets:{twin}'),
      step('resetOffsetByTime -g {twin} -t orders -s 1700000000000', 'offsets:{twin}'),
      step('resetOffsetByTime -g {twin} -t orders -s now -f false', 'offsets:{twin}'),
      step('resetOffsetByTime -g {twin} -t orders -s 0 -b {broker} -q 1 -o 3', 'offsets:{twin}', five),
      step('consumerProgress -g {twin}'),
      step('resetOffsetByTime -g {twin} -t orders -s 1700000000000 -b {broker} -q 0', 'offsets:{twin}', five),
      step('resetOffsetByTime -g {twin} -t orders -s 1700000000000 -c DefaultCluster', 'offsets:{twin}', five),
      step('skipAccumulatedMessage -g {twin} -t orders', 'offsets:{twin}'),
      step('skipAccumulatedMessage -g {twin} -t orders -f false', 'offsets:{twin}'),
      step('deleteSubGroup -b {broker} -g {twin} -r true', 'offsets:{twin}'),
    ],
  },
  {
    name: 'send',
    steps: [
      step('updateTopic -b {broker} -t {twin} -r 1 -w 1', 'topic:{twin}'),
      step('sendMessage -t {twin} -p hello', 'messages:{twin} 1'),
      step('sendMessage -t {twin} -p "with keys and a tag" -k "k1 k2" -c tagA', 'messages:{twin} 2'),
      step('sendMessage -t {twin} -p "to queue 0" -b broker-a -i 0', 'messages:{twin} 3'),
      step('sendMessage -t {twin} -p "broker without queue" -b broker-a', 'messages:{twin} 4'),
      step('sendMessage -t {twin} -p 你好，世界 -k 键 -c 标签', 'messages:{twin} 5'),
      step('sendMessage -t {twin} -p -zoo', 'messages:{twin} 6'),
      step('checkMsgSendRT -t {twin} -a 3 -s 16', 'messages:{twin} 9'),
    ],
  },
  {
    name: 'clean',
    steps: [
      step('cleanExpiredCQ -b {broker}'),
      step('cleanExpiredCQ -c DefaultCluster'),
      step('deleteExpiredCommitLog -b {broker}'),
      step('deleteExpiredCommitLog -c DefaultCluster'),
      step('cleanUnusedTopic -b {broker}'),
      step('cleanUnusedTopic -c DefaultCluster'),
      step('cleanUnusedTopic'),
    ],
  },
  {
    name: 'mode',
    steps: [
      step('updateSubGroup -b {broker} -g {twin}', 'group:{twin}', five),
      step('setConsumeMode -b {broker} -t notices -g {twin} -m POP -q 4', undefined, five),
      step('setConsumeMode -c DefaultCluster -t notices -g {twin} -m PULL', undefined, five),
    ],
  },
  {
    name: 'serverconfig',
    alone: true,
    steps: [
      step(
        'updateBrokerConfig -b {broker} -k flushConsumerOffsetInterval -v 5001',
        'brokerConfig:flushConsumerOffsetInterval',
      ),
      step(
        'updateBrokerConfig -c DefaultCluster -k flushConsumerOffsetInterval -v 5000',
        'brokerConfig:flushConsumerOffsetInterval',
      ),
      step('updateNamesrvConfig -k orderMessageEnable -v true', 'nameServerConfig:orderMessageEnable'),
      step('updateNamesrvConfig -k orderMessageEnable -v false', 'nameServerConfig:orderMessageEnable'),
    ],
  },
  {
    name: 'live',
    alone: true,
    steps: [
      step('resetOffsetByTime -g mail-service -t payments -s now', 'offsets:mail-service'),
      step('skipAccumulatedMessage -g mail-service -t payments', 'offsets:mail-service'),
      step('queryMsgById -t payments -i {cjk.offset} -g mail-service -d 127.0.0.1@mail-service-1'),
      step('queryMsgByUniqueKey -t payments -i {cjk.unique} -g mail-service -d 127.0.0.1@mail-service-1'),
    ],
  },
  {
    name: 'perm',
    alone: true,
    steps: [step('wipeWritePerm -b broker-a', 'route:orders'), step('addWritePerm -b broker-a', 'route:orders')],
  },
]
