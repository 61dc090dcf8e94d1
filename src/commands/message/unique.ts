import {Flags} from '@oclif/core'
import {timeOf} from '../../cli/content.js'
import {dryRunFlag} from '../../cli/flags.js'
import {completed, type FoundMessage, foundView, handing} from '../../cli/found-message.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {MqError, UsageError} from '../../errors.js'
import type {Message} from '../../messaging/message.js'
import {directResultText, messageDetails, tracksText} from '../../view/java-message.js'

export default class MessageUnique extends ReadCommand<FoundMessage[]> {
  static override summary = 'Show the messages of a topic by the id their producer gave them.'
  static override subject = 'message-id'

  static override examples = [
    '<%= config.bin %> <%= command.id %> C0A80064000118B4AAC28A3B1C2D0000 --topic orders',
    {
      description: 'Every copy, and who has consumed it',
      command: '<%= config.bin %> <%= command.id %> C0A80064000118B4AAC28A3B1C2D0000 --topic orders --all --tracks',
    },
  ]

  static override writesWith = [['group', 'client-id']]

  static override flags = {
    'message-id': Flags.string({summary: 'Id that the producer gave the message.', required: true}),
    topic: Flags.string({summary: 'Topic of the message.', required: true}),
    all: Flags.boolean({summary: 'Show every copy, not just the oldest.'}),
    from: Flags.string({summary: 'Stored at this time or later.', helpValue: 'TIME'}),
    to: Flags.string({summary: 'Stored at this time or earlier.', helpValue: 'TIME'}),
    cluster: Flags.string({summary: 'Only brokers of this cluster; of a light topic its parent topic.'}),
    tracks: Flags.boolean({summary: 'Tell which groups have consumed it.'}),
    group: Flags.string({summary: 'Hand it to a client of this group.'}),
    'client-id': Flags.string({summary: 'The client to hand it to.'}),
    'dry-run': dryRunFlag,
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof MessageUnique>) {
    const {group, 'client-id': client} = flags
    const {byJavaName} = this.invocation
    const acts = group !== undefined && client !== undefined
    if (!acts && !byJavaName && (group ?? client) !== undefined)
      throw new UsageError('a message is handed to a client by its --group and its --client-id')
    const copies = await this.copies(session, flags)
    if (acts) {
      const [first] = copies as [Message]
      const {direct} = session.messaging
      if (!this.dryRun) return [{...first, consumed: await direct.consume(first, group, client)}]
      await direct.check(first, group, client)
      return [{...first, planned: handing(group, client)}]
    }
    const wanted = flags.all ? copies : copies.slice(0, 1)
    const found: FoundMessage[] = []
    for (const [copy, message] of wanted.entries())
      found.push(await completed(session, message, {tracks: flags.tracks || byJavaName, writeBody: byJavaName, copy}))
    return found
  }

  protected override get view() {
    return foundView(this.dryRun)
  }

  protected override readonly classic = (found: FoundMessage[]) => found.map(classicOf).join('')

  private async copies(session: Session, flags: FlagsOf<typeof MessageUnique>): Promise<Message[]> {
    const {topic, cluster, 'message-id': id} = flags
    const [begin, end] = [timeOf(flags.from, this.settings), timeOf(flags.to, this.settings)]
    const answers = await session.messaging.finder.byUniqueKey(topic, id, {begin, end, cluster})
    const found = session.collect(answers)
    if (found.length > 0 || answers.failures.length > 0) return found
    throw new MqError('NOT_FOUND', `topic '${topic}' has no message with the unique id '${id}'`, {
      facts: {topic, messageId: id, begin, end},
      hint: 'mqadmin message get also takes the other kind of id, and looks where delayed messages wait',
    })
  }
}

/** As queryMsgByUniqueKey prints a message: nothing ends its last line. */
function classicOf(message: FoundMessage): string {
  if (message.consumed) return directResultText(message.consumed)
  const details = messageDetails(message, {withOffsetId: false, bodyPath: message.bodyPath})
  return message.tracks === undefined ? details : details + tracksText(message.tracks, '')
}
