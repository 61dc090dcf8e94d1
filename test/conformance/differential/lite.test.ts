/** What brokers 5.x have beside topics and groups: lite topics, limits of cold reads, pop records, and how they read and keep time. */

import type {Effect} from './effects.js'
import type {Line} from './lines.js'
import {liteScenery} from './lite-scenery.js'
import {perform} from './suite.js'
import type {Course, Step} from './writes.js'

const step = (line: string, effect?: Effect): Step => ({line, ...(effect && {effect})})

const readLines: readonly Line[] = [
  'getBrokerLiteInfo -b {broker}',
  'getBrokerLiteInfo -c DefaultCluster',
  'getBrokerLiteInfo -c DefaultCluster -d',
  'getParentTopicInfo -p lite-parent',
  'getParentTopicInfo -p lite-lonely',
  'getLiteTopicInfo -p lite-parent -l room-1',
  'getLiteTopicInfo -p lite-parent -l room-1 -s',
  'getLiteTopicInfo -p lite-parent -l room-2 -s',
  'getLiteTopicInfo -p lite-parent -l never-written -s',
  'getLiteClientInfo -p lite-parent -g lite-group -c 10.0.0.7@c1',
  'getLiteClientInfo -p lite-parent -g lite-group -c 10.0.0.7@c1 -s',
  'getLiteClientInfo -p lite-parent -g lite-group -c nobody -s',
  'getLiteGroupInfo -p lite-parent -g lite-group',
  'getLiteGroupInfo -p lite-parent -g lite-group -k 1',
  'getLiteGroupInfo -p lite-parent -g lite-group -l room-2',
  'getLiteGroupInfo -p lite-parent -g lite-group -l never-written',
  'getLiteGroupInfo -p lite-parent -g idle-lite',
  'getColdDataFlowCtrInfo -b {broker}',
  'getColdDataFlowCtrInfo -c DefaultCluster',
  // a dry run for both
  'exportPopRecord -b {broker} -d false',
  'exportPopRecord -c DefaultCluster -d false',
].map(line => ({line}))

const courses: readonly Course[] = [
  {
    name: 'cold',
    steps: [
      step('updateColdDataFlowCtrGroupConfig -b {broker} -g {twin} -v 1024', 'coldLimit:{twin}'),
      step('updateColdDataFlowCtrGroupConfig -c DefaultCluster -g {twin} -v 9223372036854775807', 'coldLimit:{twin}'),
      step('removeColdDataFlowCtrGroupConfig -b {broker} -g {twin}', 'coldLimit:{twin}'),
      step('removeColdDataFlowCtrGroupConfig -c DefaultCluster -g {twin}', 'coldLimit:{twin}'),
    ],
  },
  {
    name: 'coldlist',
    alone: true,
    steps: [
      step('updateColdDataFlowCtrGroupConfig -b {broker} -g batch-job -v 1024', 'coldLimit:batch-job'),
      step('updateColdDataFlowCtrGroupConfig -b {broker} -g order-service -v 4096', 'coldLimit:order-service'),
      step('updateColdDataFlowCtrGroupConfig -b {broker} -g billing -v 0', 'coldLimit:billing'),
      step('getColdDataFlowCtrInfo -b {broker}'),
    ],
  },
  {
    name: 'readahead',
    alone: true,
    steps: [
      step('setCommitLogReadAheadMode -b {broker} -m 1', 'brokerConfig:dataReadAheadEnable'),
      step('setCommitLogReadAheadMode -c DefaultCluster -m 1', 'brokerConfig:dataReadAheadEnable'),
      step('setCommitLogReadAheadMode -c DefaultCluster -m 0', 'brokerConfig:dataReadAheadEnable'),
    ],
  },
  {
    name: 'timer',
    alone: true,
    steps: [
      step('switchTimerEngine -b {broker} -e R', 'brokerConfig:timerStopEnqueue'),
      step('switchTimerEngine -c DefaultCluster -e R', 'brokerConfig:timerRocksDBStopScan'),
      step('switchTimerEngine -c DefaultCluster -e F', 'brokerConfig:timerRocksDBStopScan'),
      step('switchTimerEngine -b {broker} -e F', 'brokerConfig:timerStopEnqueue'),
    ],
  },
  {
    name: 'pop',
    alone: true,
    steps: [
      // what is moved waits among the timer messages
      step('exportPopRecord -b {broker}', 'maxOffset:rmq_sys_wheel_timer 4'),
      step('exportPopRecord -c DefaultCluster', 'maxOffset:rmq_sys_wheel_timer 4'),
    ],
  },
  {
    name: 'dispatch',
    alone: true,
    steps: [
      step('triggerLiteDispatch -p lite-parent -g lite-group'),
      step('triggerLiteDispatch -p lite-parent -g lite-group -c 10.0.0.7@c1'),
      step('triggerLiteDispatch -p lite-parent -g lite-group -b broker-a'),
    ],
  },
]

await perform({title: ' with lite topics', readLines, courses, scenery: liteScenery}, '5.5.0', '5.5.0')
