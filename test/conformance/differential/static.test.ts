/** Static topics on two brokers 5.5.0: what ours wrote is read by Java's tool, and what each of the two does comes to the same. */

import {mqadminJson} from '../../support/cli.js'
import type {JavaCluster} from '../../support/java.js'
import type {Effect} from './effects.js'
import {perform} from './suite.js'
import type {Step} from './writes.js'

const step = (line: string, effect: Effect): Step => ({line, effect})

/** `fixed` has messages from before and after a move to the second broker. */
async function seed({nameServer}: JavaCluster) {
  const env = {NAMESRV_ADDR: nameServer}
  const send = (body: string) =>
    mqadminJson(
      ['message', 'send', '--topic', 'fixed', '--body', body, '--broker', '__syslo__global__', '--queue', '0'],
      {env},
    )
  await mqadminJson(['topic', 'static', 'set', 'fixed', '--queues', '4'], {env})
  for (const body of ['one', 'two']) await send(body)
  await mqadminJson(['topic', 'static', 'remap', 'fixed', '--brokers', 'broker-b'], {env})
  await send('three')
  return {messages: {}, stop: async () => {}}
}

const readLines = [
  'topicRoute -t fixed',
  'topicRoute -t fixed -l',
  'topicStatus -t fixed',
  'allocateMQ -t fixed -i 10.0.0.1,10.0.0.2,10.0.0.3',
  'consumeMessage -t fixed -b __syslo__global__ -i 0 -o 0',
  'consumeMessage -t fixed -b __syslo__global__ -i 0 -o 10000',
].map(line => ({line}))

const courses = [
  {
    name: 'static',
    steps: [
      step('updateStaticTopic -c DefaultCluster -t {twin} -qn 4', 'static:{twin}'),
      step('updateStaticTopic -c DefaultCluster -t {twin} -qn 6', 'static:{twin}'),
      step('remappingStaticTopic -b broker-b -t {twin}', 'static:{twin}'),
      step('remappingStaticTopic -b broker-a,broker-b -t {twin}', 'staticLeads:{twin}'),
      step('remappingStaticTopic -c DefaultCluster -t {twin}', 'staticLeads:{twin}'),
      step('deleteTopic -c DefaultCluster -t {twin}', 'static:{twin}'),
    ],
  },
]

await perform(
  {title: ' with static topics', readLines, courses, scenery: {config: {}, brokers: 2, seed}},
  '5.5.0',
  '5.5.0',
)
