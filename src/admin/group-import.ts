/** Many consumer groups at once, from a list of settings in the shape of Java's `SubscriptionGroupConfig`. */
import type {Cluster, Where} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {type SubscriptionGroupConfig, subscriptionGroupConfig} from '../protocol/bodies/group.js'
import {type GroupPatch, newGroup, patchedGroup} from './group-settings.js'
import type {GroupChange, Groups} from './groups.js'
import {attributeEdit} from './topic-attributes.js'

/** What a list says of one group; what it leaves out stays as it is. */
export interface GroupWish {
  group: string
  patch: GroupPatch
}

/** Names that an entry of a list may have. */
export const groupWishNames: readonly string[] = Object.keys(subscriptionGroupConfig.shape)

/** What an entry says. Attributes are edits ({@link attributeEdit}). Throws ShapeError. */
export function groupWish(properties: Readonly<Record<string, unknown>>): GroupWish {
  const {groupName, attributes, ...said} = subscriptionGroupConfig.read(properties, '')
  const given = Object.entries(said).filter(([name]) => (properties[name] ?? undefined) !== undefined)
  const edits = new Map([...(attributes ?? [])].map(([key, value]) => attributeEdit(key, value)))
  return {group: groupName, patch: {...Object.fromEntries(given), attributes: edits}}
}

/** What Java's list gives a group of which it says nothing but the name (`SubscriptionGroupConfig`): not what `updateSubGroup` does. */
const newInList = (group: string): SubscriptionGroupConfig => ({
  ...newGroup(group),
  consumeFromMinEnable: true,
  consumeBroadcastEnable: true,
})

export class GroupImport {
  constructor(
    private readonly cluster: Cluster,
    private readonly groups: Groups,
  ) {}

  /** What a list would change, group by group on every broker it concerns. */
  async changes(wishes: readonly GroupWish[], where: Where): Promise<Answers<GroupChange>> {
    const {answers, failures} = await fanOut(
      await this.cluster.targets(where),
      ({label}) => label,
      async target => {
        const known = await this.groups.configs(target.address)
        return wishes.map(({group, patch}): GroupChange => {
          const before = known.get(group)
          const after = {config: patchedGroup(before ?? newInList(group), patch)}
          const label = `${group} on ${target.label}`
          return {target: {...target, label, kind: 'group'}, before: before && {config: before}, after, phase: 0}
        })
      },
    )
    return {answers: answers.flat(), failures}
  }

  apply(change: GroupChange): Promise<void> {
    return this.groups.apply(change.after?.config?.groupName ?? '', change)
  }
}
