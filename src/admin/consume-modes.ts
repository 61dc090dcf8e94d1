/** Whether a group pulls or pops the messages of a topic: a setting of brokers 5.x. */
import type {BrokerTarget, Cluster, Where} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {requests} from '../protocol/index.js'
import {type Infer, int, object, oneOf} from '../schema.js'

export const consumeModes = ['PULL', 'POP'] as const

/** `popShareQueueNum` 0: every client pops all queues. */
export const consumeMode = object('ConsumeMode', {mode: oneOf(...consumeModes), popShareQueueNum: int()})
export type ConsumeMode = Infer<typeof consumeMode>

export interface ConsumeModeChange {
  target: BrokerTarget
  before: ConsumeMode | undefined
  after: ConsumeMode
}

interface Pair {
  group: string
  topic: string
}

export class ConsumeModes {
  constructor(private readonly cluster: Cluster) {}

  async changes({group, topic}: Pair, where: Where, after: ConsumeMode): Promise<Answers<ConsumeModeChange>> {
    return fanOut(
      await this.cluster.targets(where),
      ({label}) => label,
      async target => {
        const {body} = await this.cluster.invoke(target.address, requests.getAllMessageRequestMode, {})
        const found = body.messageRequestModeMap.get(topic)?.get(group)
        return {target, before: found && consumeMode.read(found, ''), after}
      },
    )
  }

  async set({group, topic}: Pair, {address}: BrokerTarget, mode: ConsumeMode): Promise<void> {
    await this.cluster.invoke(address, requests.setMessageRequestMode, {body: {topic, consumerGroup: group, ...mode}})
  }
}
