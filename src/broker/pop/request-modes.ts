/** How each group takes the messages of a topic: `messageRequestMode.json` (Java `MessageRequestModeManager`). */

import type {MessageRequestMode, messageRequestModeTable} from '../../protocol/bodies/assignment.js'
import type {Infer} from '../../schema.js'
import type {ConfigFile} from '../../store/config-file.js'

type RequestModeTable = Infer<typeof messageRequestModeTable>

export class RequestModes {
  private constructor(
    private readonly file: ConfigFile<RequestModeTable>,
    private readonly modes: Map<string, Map<string, MessageRequestMode>>,
  ) {}

  static async open(file: ConfigFile<RequestModeTable>): Promise<RequestModes> {
    return new RequestModes(file, (await file.load())?.messageRequestModeMap ?? new Map())
  }

  get(topic: string, group: string): MessageRequestMode | undefined {
    return this.modes.get(topic)?.get(group)
  }

  async set(mode: MessageRequestMode): Promise<void> {
    const ofTopic = this.modes.get(mode.topic) ?? new Map<string, MessageRequestMode>()
    this.modes.set(mode.topic, ofTopic.set(mode.consumerGroup, mode))
    await this.file.save(this.snapshot())
  }

  snapshot(): RequestModeTable {
    return {messageRequestModeMap: this.modes}
  }
}
