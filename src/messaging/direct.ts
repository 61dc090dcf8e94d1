/** Having one client consume a stored message now, outside of its queues. */
import type {Cluster} from '../cluster/cluster.js'
import {MqError, ServerError} from '../errors.js'
import type {ConsumeDirectlyResult} from '../protocol/bodies/consumer-running.js'
import {requests} from '../protocol/index.js'
import type {Message} from './message.js'

export {consumeDirectlyResult} from '../protocol/bodies/consumer-running.js'

export class DirectConsumption {
  constructor(private readonly cluster: Cluster) {}

  /**
   * The broker that stores the message hands it to the client, which runs its listener; offsets stay as they are. Only push
   * consumers can do that: what the client says of itself is asked first, at a broker of the group.
   */
  async consume(message: Message, group: string, clientId: string): Promise<ConsumeDirectlyResult> {
    await this.check(message, group, clientId)
    const {body} = await this.cluster.invoke(message.storeHost, requests.consumeMessageDirectly, {
      consumerGroup: group,
      clientId,
      msgId: message.offsetMsgId,
      topic: message.topic,
    })
    return body
  }

  /** Only asks what must hold before it: `NOT_FOUND` for a client that is not online, `SERVER_REFUSED` for one that is not pushed to. */
  async check(message: Message, group: string, clientId: string): Promise<void> {
    const {body} = await this.runningInfo(message.storeHost, group, clientId)
    const type = body.properties.get('PROP_CONSUME_TYPE')
    if (type === 'CONSUME_PASSIVELY') return
    throw new MqError('SERVER_REFUSED', `client '${clientId}' is no push consumer: it cannot be handed a message`, {
      facts: {group, clientId, consumeType: type},
    })
  }

  private async runningInfo(address: string, consumerGroup: string, clientId: string) {
    try {
      const header = {consumerGroup, clientId, jstackEnable: false}
      return await this.cluster.invoke(address, requests.getConsumerRunningInfo, header)
    } catch (error) {
      // `The Consumer <group> <client> not online`, under the code for everything
      if (!(error instanceof ServerError) || !error.remark?.includes('not online')) throw error
      throw new MqError('NOT_FOUND', `client '${clientId}' of group '${consumerGroup}' is not online`, {
        facts: error.facts,
        cause: error,
        hint: 'mqadmin group clients shows the clients of a group',
      })
    }
  }
}
