import {Flags} from '@oclif/core'
import {dryRunFlag} from '../../cli/flags.js'
import {completed, detailsOf, type FoundMessage, foundView, handing} from '../../cli/found-message.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {asMqError, type Failure, UsageError} from '../../errors.js'
import type {Message} from '../../messaging/message.js'
import {checkCharset, directResultText, sendResultText} from '../../view/java-message.js'

/** The group of Java's producer for this. */
const resendGroup = 'ReSendMsgById'

export default class MessageGet extends ReadCommand<FoundMessage[]> {
  static override summary = 'Show messages by id: the id of a producer or the one that names the place in a broker.'
  static override subject = 'message-id'

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7F00000100002A9F0000000000000000',
    {
      description: 'By the id its producer gave it, with who has consumed it',
      command: '<%= config.bin %> <%= command.id %> C0A80064000118B4AAC28A3B1C2D0000 --topic orders --tracks',
    },
  ]

  static override writesWith = [['resend'], ['group', 'client-id']]

  static override flags = {
    'message-id': Flags.string({summary: 'Id, or several with commas between.', required: true}),
    topic: Flags.string({summary: 'Topic of the message; ids of producers need it.'}),
    cluster: Flags.string({summary: 'Only brokers of this cluster; of a light topic its parent topic.'}),
    charset: Flags.string({summary: 'Show the body as text in this charset, too.'}),
    tracks: Flags.boolean({summary: 'Tell which groups have consumed it.'}),
    group: Flags.string({summary: 'Hand it to a client of this group.'}),
    'client-id': Flags.string({summary: 'The client to hand it to.'}),
    resend: Flags.boolean({summary: 'Send a copy of it to its topic.', allowNo: true}),
    'dry-run': dryRunFlag,
    'unit-name': Flags.string({
      summary: 'Has no effect: names the unit of a registered producer, and none is registered.',
    }),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof MessageGet>) {
    if (flags.charset !== undefined) checkCharset(flags.charset)
    const acts = this.acts(flags)
    if (!acts && !this.invocation.byJavaName && (flags.group ?? flags['client-id']) !== undefined)
      throw new UsageError('a message is handed to a client by its --group and its --client-id')
    const found: FoundMessage[] = []
    const failures: Failure[] = []
    for (const id of idsOf(flags['message-id'])) {
      try {
        const copies = await session.messaging.lookUp(id, flags)
        const wanted = acts || this.invocation.byJavaName ? copies.slice(0, 1) : copies
        for (const copy of wanted) found.push({lookedUpBy: id, ...(await this.treated(session, copy, flags))})
      } catch (thrown) {
        failures.push({target: id, error: asMqError(thrown)})
      }
    }
    return session.collect({answers: found, failures})
  }

  protected override get view() {
    return foundView(this.dryRun)
  }

  protected override readonly classic = (found: FoundMessage[], {charset}: FlagsOf<typeof MessageGet>) =>
    found.map(message => classicOf(message, charset)).join('')

  private async treated(session: Session, message: Message, flags: FlagsOf<typeof MessageGet>): Promise<FoundMessage> {
    const {direct, sender} = session.messaging
    const {group, 'client-id': client, charset} = flags
    if (group !== undefined && client !== undefined) {
      if (!this.dryRun) return {...message, consumed: await direct.consume(message, group, client)}
      await direct.check(message, group, client)
      return {...message, planned: handing(group, client)}
    }
    if (flags.resend && this.dryRun) {
      await sender.queues(message.topic)
      return {...message, planned: `send a copy of it to ${message.topic}`}
    }
    if (flags.resend) return {...message, resent: await sender.send(copyOf(message), {group: resendGroup})}
    const {byJavaName} = this.invocation
    return completed(session, message, {tracks: flags.tracks || byJavaName, charset, writeBody: byJavaName})
  }
}

/** With all its properties: it keeps its unique key, and a delay is waited for again. */
const copyOf = ({topic, body, properties, flag}: Message) => ({topic, body, properties, flag})

function classicOf(message: FoundMessage, charset: string | undefined): string {
  const {consumed, resent} = message
  if (consumed) return directResultText(consumed)
  if (resent) return `prepare resend msg. originalMsgId=${message.lookedUpBy}${sendResultText(resent)}`
  return detailsOf(message, charset)
}

function idsOf(text: string): string[] {
  const ids = text
    .split(',')
    .map(id => id.trim())
    .filter(id => id !== '')
  if (ids.length === 0) throw new UsageError('there is no message id')
  return ids
}
