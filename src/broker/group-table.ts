/** The consumer groups of a broker: `subscriptionGroup.json` (Java `SubscriptionGroupManager`). */
import type {DataVersion} from '../protocol/bodies/data-version.js'
import type {SubscriptionGroupConfig, SubscriptionGroupTable} from '../protocol/bodies/group.js'
import type {ConfigFile} from '../store/config-file.js'
import {freshVersion, nextVersion} from './data-version.js'
import {groupConfig, groupNameFault, permission} from './system-names.js'

export class GroupTable {
  version: DataVersion = freshVersion()
  private readonly configs = new Map<string, SubscriptionGroupConfig>()
  /** Group → topic → bits of what is forbidden; 4 is reading. */
  private readonly forbidden = new Map<string, Map<string, number>>()

  private constructor(
    private readonly file: ConfigFile<SubscriptionGroupTable>,
    private readonly autoCreate: () => boolean,
  ) {}

  /** Reads the file and adds the groups that every broker has. */
  static async open(
    file: ConfigFile<SubscriptionGroupTable>,
    initial: readonly SubscriptionGroupConfig[],
    autoCreate: () => boolean,
  ): Promise<GroupTable> {
    const table = new GroupTable(file, autoCreate)
    const stored = await file.load()
    if (stored?.dataVersion) table.version = stored.dataVersion
    for (const [name, config] of stored?.subscriptionGroupTable ?? []) table.configs.set(name, config)
    for (const [group, topics] of stored?.forbiddenTable ?? []) table.forbidden.set(group, topics)
    for (const config of initial) if (!table.configs.has(config.groupName)) table.configs.set(config.groupName, config)
    return table
  }

  get(name: string): SubscriptionGroupConfig | undefined {
    return this.configs.get(name)
  }

  all(): SubscriptionGroupConfig[] {
    return [...this.configs.values()]
  }

  forbiddenOf(group: string): ReadonlyMap<string, number> | undefined {
    return this.forbidden.get(group)
  }

  /** Forbids a group to read a topic, or allows it again. */
  async setReadable(group: string, topic: string, readable: boolean): Promise<void> {
    const topics = this.forbidden.get(group) ?? new Map<string, number>()
    const bits = topics.get(topic) ?? 0
    const next = readable ? bits & ~permission.read : bits | permission.read
    if (next === bits) return
    if (next === 0) topics.delete(topic)
    else topics.set(topic, next)
    if (topics.size === 0) this.forbidden.delete(group)
    else this.forbidden.set(group, topics)
    await this.changed()
  }

  isForbidden(group: string, topic: string): boolean {
    return ((this.forbidden.get(group)?.get(topic) ?? 0) & permission.read) !== 0
  }

  /** The group, made with Java's defaults when that is allowed; undefined when it is not or the name is a bad one. */
  async find(name: string): Promise<SubscriptionGroupConfig | undefined> {
    const known = this.configs.get(name)
    if (known || !this.autoCreate() || groupNameFault(name) !== undefined) return known
    const made = groupConfig(name)
    await this.put(made)
    return made
  }

  /** Resolves when it is on the disk. */
  async put(...configs: SubscriptionGroupConfig[]): Promise<void> {
    for (const config of configs) this.configs.set(config.groupName, config)
    await this.changed()
  }

  async delete(name: string): Promise<void> {
    const known = this.configs.delete(name)
    if (this.forbidden.delete(name) || known) await this.changed()
  }

  save(): Promise<void> {
    return this.file.save({
      dataVersion: this.version,
      subscriptionGroupTable: this.configs,
      forbiddenTable: this.forbidden,
    })
  }

  private async changed(): Promise<void> {
    this.version = nextVersion(this.version)
    await this.save()
  }
}
