/** Consumer groups: 200, 201, 207, 225, 300, 343, 345, 352, 353. */
import type {SubscriptionGroupConfig} from '../../protocol/bodies/group.js'
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import {AttributeError, editAttributes, groupAttributes} from '../attributes.js'
import type {BrokerHandlers, BrokerState} from '../broker-state.js'
import {pageOf} from '../page.js'
import {groupConfig, groupNameFault} from '../system-names.js'

export const groupHandlers = (state: BrokerState): BrokerHandlers => {
  const {groups, offsets, consumers, stats, settings} = state

  const checked = (wish: SubscriptionGroupConfig): SubscriptionGroupConfig => {
    const fault = groupNameFault(wish.groupName)
    if (fault) throw new Refusal(responseCode.INVALID_PARAMETER, fault)
    const known = groups.get(wish.groupName)
    try {
      const attributes = editAttributes(
        groupAttributes,
        known && (known.attributes ?? new Map()),
        wish.attributes ?? new Map(),
      )
      return {...groupConfig(wish.groupName), ...known, ...wish, attributes}
    } catch (error) {
      if (!(error instanceof AttributeError)) throw error
      throw new Refusal(responseCode.SYSTEM_ERROR, error.message)
    }
  }

  return {
    async updateAndCreateSubscriptiongroup({body}) {
      await groups.put(checked(body))
      return {}
    },

    async updateAndCreateSubscriptiongroupList({body}) {
      await groups.put(...body.groupConfigList.map(checked))
      return {}
    },

    getAllSubscriptiongroupConfig(args) {
      const {enableSplitMetadata, splitMetadataSize} = settings.values
      const all = groups.all()
      const page = pageOf(all, config => config.groupName, groups.version, {
        start: args.groupSeq,
        size: args.maxGroupNum,
        version: args.dataVersion,
        largest: enableSplitMetadata ? splitMetadataSize : undefined,
      })
      const forbiddenTable = new Map<string, Map<string, number>>()
      for (const {groupName} of page) {
        const topics = groups.forbiddenOf(groupName)
        if (topics) forbiddenTable.set(groupName, new Map(topics))
      }
      return {
        totalGroupNum: all.length,
        body: {
          dataVersion: groups.version,
          subscriptionGroupTable: new Map(page.map(config => [config.groupName, config])),
          forbiddenTable,
        },
      }
    },

    async deleteSubscriptiongroup({groupName, removeOffset, cleanOffset}) {
      await groups.delete(groupName)
      if (removeOffset || cleanOffset) offsets.removeGroup(groupName)
      stats.forget(groupName)
      return {}
    },

    queryTopicConsumeByWho({topic}) {
      const online = consumers.all().filter(group => group.subscriptions.has(topic))
      const names = new Set([...online.map(group => group.name), ...offsets.groupsOf(topic)])
      return {body: {groupList: [...names]}}
    },

    queryTopicsByConsumer: ({group}) => ({body: {topicList: offsets.topicsOf(group)}}),

    querySubscriptionByConsumer: ({group, topic}) => ({
      body: {group, topic, subscriptionData: consumers.get(group)?.subscriptions.get(topic ?? '')},
    }),

    async updateAndGetGroupForbidden({group, topic, readable}) {
      if (readable !== undefined) await groups.setReadable(group, topic, readable)
      return {body: {group, topic, readable: !groups.isForbidden(group, topic)}}
    },

    async getSubscriptiongroupConfig({group}) {
      const config = await groups.find(group)
      if (!config)
        throw new Refusal(responseCode.SUBSCRIPTION_GROUP_NOT_EXIST, `No group in this broker. group: ${group}`)
      return {body: config}
    },
  }
}
