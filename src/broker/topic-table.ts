/** The topics of a broker: `topics.json` (Java `TopicConfigManager`). */
import {type DataVersion, dataVersion} from '../protocol/bodies/data-version.js'
import {type TopicConfig, topicConfig} from '../protocol/bodies/topic.js'
import {writeJson} from '../protocol/json.js'
import {fallback, type Infer, map, object, optional} from '../schema.js'
import type {ConfigFile} from '../store/config-file.js'
import {freshVersion, nextVersion} from './data-version.js'
import {defaultTopic, permission, topic} from './system-names.js'

/** What `topics.json` holds. */
export const topicsFile = object(
  'TopicsFile',
  {dataVersion: optional(dataVersion), topicConfigTable: fallback(map(topicConfig), new Map())},
  {keepUnknown: true},
)
type TopicsFile = Infer<typeof topicsFile>

/** A topic that a send wants made after a template. */
export interface WantedTopic {
  name: string
  template: string
  queues: number
  unitFlag: number
}

export class TopicTable {
  version: DataVersion = freshVersion()
  private readonly configs = new Map<string, TopicConfig>()
  private readonly listeners: (() => void)[] = []
  /** Topics whose last change is on its way to the disk. */
  private readonly unsaved = new Map<string, Promise<void>>()

  private constructor(private readonly file: ConfigFile<TopicsFile>) {}

  /** Reads the file and adds the topics that every broker has. */
  static async open(file: ConfigFile<TopicsFile>, system: readonly TopicConfig[]): Promise<TopicTable> {
    const table = new TopicTable(file)
    const stored = await file.load()
    if (stored?.dataVersion) table.version = stored.dataVersion
    for (const [name, config] of stored?.topicConfigTable ?? []) table.configs.set(name, config)
    // the settings decide about templates, whatever the file says of an earlier start
    if (!system.some(({topicName}) => topicName === defaultTopic)) table.configs.delete(defaultTopic)
    for (const config of system) if (!table.configs.has(config.topicName)) table.configs.set(config.topicName, config)
    return table
  }

  get(name: string): TopicConfig | undefined {
    return this.configs.get(name)
  }

  all(): TopicConfig[] {
    return [...this.configs.values()]
  }

  get size(): number {
    return this.configs.size
  }

  /** Called after each change, when it is on the disk. */
  onChange(listener: () => void): void {
    this.listeners.push(listener)
  }

  /** Adds or replaces topics; the same again is no change. Resolves when it is on the disk. */
  async put(...configs: TopicConfig[]): Promise<void> {
    const changed = configs.filter(config => !sameTopic(this.configs.get(config.topicName), config))
    if (changed.length === 0) return
    for (const config of changed) this.configs.set(config.topicName, config)
    const saved = this.changed()
    for (const {topicName} of changed) this.unsaved.set(topicName, saved)
    try {
      await saved
    } finally {
      for (const {topicName} of changed) if (this.unsaved.get(topicName) === saved) this.unsaved.delete(topicName)
    }
  }

  /** What a message must not be answered before: else its topic could be gone after a crash. Undefined when there is nothing. */
  saving(name: string): Promise<void> | undefined {
    return this.unsaved.get(name)
  }

  async delete(name: string): Promise<void> {
    if (this.configs.delete(name)) await this.changed()
  }

  /**
   * The topic, made if need be as a send to an unknown topic makes it: after a template that passes its settings on. Undefined
   * when there is no such template (`TopicConfigManager#createTopicInSendMessageMethod`).
   */
  async forSend(wanted: WantedTopic): Promise<TopicConfig | undefined> {
    const known = this.configs.get(wanted.name)
    if (known) {
      await this.saving(wanted.name)
      return known
    }
    const template = this.configs.get(wanted.template)
    if (!template || (template.perm & permission.inherit) === 0) return undefined
    const queues = Math.max(0, Math.min(wanted.queues, template.writeQueueNums))
    const made: TopicConfig = {
      ...topic(wanted.name, queues, template.perm & ~permission.inherit),
      topicFilterType: template.topicFilterType,
      topicSysFlag: wanted.unitFlag,
    }
    await this.put(made)
    return made
  }

  /** The topic, made with these settings if it is not there: retry, dead letter and other inner topics. */
  async ensure(name: string, queues: number, unitFlag = 0): Promise<TopicConfig> {
    const known = this.configs.get(name)
    if (known) {
      await this.saving(name)
      return known
    }
    const made = {...topic(name, queues, permission.read | permission.write), topicSysFlag: unitFlag}
    await this.put(made)
    return made
  }

  /** A new version without a change of topics: name servers then take their permissions anew. */
  touch(): Promise<void> {
    return this.changed()
  }

  /** Sets the order flags by the name server's configuration: those topics are ordered, all others are not. */
  async setOrdered(names: ReadonlySet<string>): Promise<void> {
    await this.put(
      ...this.all()
        .filter(config => config.order !== names.has(config.topicName))
        .map(config => ({...config, order: names.has(config.topicName)})),
    )
  }

  save(): Promise<void> {
    return this.file.save({dataVersion: this.version, topicConfigTable: this.configs})
  }

  private async changed(): Promise<void> {
    this.version = nextVersion(this.version)
    await this.save()
    for (const listener of this.listeners) listener()
  }
}

function sameTopic(a: TopicConfig | undefined, b: TopicConfig): boolean {
  return a !== undefined && writeJson(topicConfig.write(a)) === writeJson(topicConfig.write(b))
}
