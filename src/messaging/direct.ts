/** Having one client consume a stored message now, outside of its queues. */
import type {Cluster} from '../cluster/cluster.js'
import {MqError} from '../errors.js'
import type {ConsumeDirectlyResult} from '../protocol/bodies/consumer-running.js'
import {requests} from '../protocol/index.js'
import type {Message} from './message.js'

export class DirectConsumption {
  constructor(private readonly cluster: Cluster) {}

  /**
   * The broker that stores the message hands it to the client, which runs its listener; offsets stay as they are. Only push
   * consumers can do that: what the client says of itself is asked first, at a broker of the group.
   */
  async consume(message: Message, group: string, clientId: string): Promise<ConsumeDirectlyResult> {
    await this.needPushConsumer(message, group, clientId)
    const {body} = await this.cluster.invoke(message.storeHost, requests.consumeMessageDirectly, {
      consumerGroup: group,
      clientId,
      msgId: message.offsetMsgId,
      topic: message.topic,
    })
    return body
  }

  private async needPushConsumer(message: Message, group: string, clientId: string): Promise<void> {
    const {body} = await this.cluster.invoke(message.storeHost, requests.getConsumerRunningInfo, {
      consumerGroup: group,
      clientId,
      jstackEnable: false,
    })
    const type = body.properties.get('PROP_CONSUME_TYPE')
    if (type === 'CONSUME_PASSIVELY') return
    throw new MqError('SERVER_REFUSED', `client '${clientId}' is no push consumer: it cannot be handed a message`, {
      facts: {group, clientId, consumeType: type},
    })
  }
}
