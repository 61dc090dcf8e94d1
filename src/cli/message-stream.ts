/**
 * Base of commands that read messages, however many: filters, forms of bodies and of lines, progress for eyes, and how far it came
 * where it was interrupted or lost a broker.
 */
import {Flags} from '@oclif/core'
import {asMqError} from '../errors.js'
import type {Stretch} from '../messaging/consume.js'
import type {Message} from '../messaging/message.js'
import {allFilters, type MessageFilter, parseFilter} from '../messaging/message-filter.js'
import {type Position, Reading, type ReadingOptions} from '../messaging/reading.js'
import {formatCount} from '../view/humanise.js'
import {bodyText, checkCharset} from '../view/java-message.js'
import {rows} from '../view/rows.js'
import {BodyDecoding} from './body-decoding.js'
import {messageColumns} from './found-message.js'
import {messageTemplate} from './message-template.js'
import {type PrintedMessage, PrintedMessages, printedMessage} from './printed-messages.js'
import {type Spinner, spinner} from './progress.js'
import {ReadCommand, type Session} from './read-command.js'
import {positionsText, readPositions, resumed} from './read-positions.js'

export const streamFlags = {
  filter: Flags.string({
    summary: 'Only messages that fit; may be repeated.',
    helpValue: 'NAME=TEXT',
    multiple: true,
  }),
  format: Flags.string({
    summary: "A line a message in a form of your own: '{{queue}} {{offset}} {{body}}'.",
    helpValue: 'TEMPLATE',
    exclusive: ['output', 'columns', 'no-header'],
  }),
  decode: Flags.string({
    summary: 'Show bodies as text, json, hex or base64, or unpacked by gzip; gzip,json does both.',
    helpValue: 'FORM',
  }),
  resume: Flags.string({
    summary: 'Go on where an interrupted line left off: it says what to give here.',
    helpValue: 'BROKER:QUEUE=OFFSET,…',
  }),
}

interface StreamFlags {
  filter?: string[] | undefined
  format?: string | undefined
  decode?: string | undefined
  resume?: string | undefined
  charset?: string | undefined
  quiet?: boolean
  watch?: boolean
}

interface StreamOptions extends ReadingOptions {
  withBody: boolean
}

/** A pause without a line after which a person wants to know. */
const silentMs = 1000

export abstract class MessageStreamCommand extends ReadCommand<PrintedMessages> {
  static override description = [
    '--filter takes tag=TEXT, key=TEXT, property.NAME=TEXT or body=TEXT, /PATTERN/ in place of the text and != for the',
    'contrary. A body is searched, the others are compared whole; of several filters all must fit.',
    '',
    '--format replaces {{topic}} {{broker}} {{queue}} {{offset}} {{id}} {{tag}} {{keys}} {{time}} {{born}} {{body}},',
    '{{property.NAME}} and any field of the JSON form; \\n, \\t and \\0 are what they are elsewhere. A line end follows.',
    '',
    'Interrupted, or where a broker is lost, it says how far it came and what to give --resume to go on from there.',
  ].join('\n')

  private reading: Reading | undefined
  private decoding: BodyDecoding | undefined
  private filter: MessageFilter | undefined
  private positions: readonly Position[] = []
  private line: ((message: PrintedMessage) => string) | undefined
  private charset: string | undefined
  private spinning: Spinner | undefined
  private lastLine = 0
  private asked: StreamFlags = {}

  /** Whatever is wrong with a flag is said before anybody is asked. */
  protected override async readFlags() {
    const flags = await super.readFlags()
    const {filter, format, decode, resume, charset} = flags as StreamFlags
    if (charset !== undefined) checkCharset(charset)
    this.charset = charset
    this.decoding = decode === undefined ? undefined : BodyDecoding.parse(decode, charset)
    this.filter = filter === undefined ? undefined : allFilters(filter.map(parseFilter))
    this.positions = resume === undefined ? [] : readPositions(resume)
    this.line = format === undefined ? undefined : messageTemplate(format, this.io.stdout.isTTY === true)
    this.asked = flags
    return flags
  }

  override async run(): Promise<void> {
    try {
      await super.run()
    } catch (error) {
      this.tellWhere(error)
      throw error
    }
  }

  protected override get view() {
    const body = {field: 'decoded', header: 'body', value: ({decoded, body}: PrintedMessage) => decoded ?? body}
    const columns = this.decoding ? [...messageColumns.filter(column => column !== 'body'), body] : messageColumns
    return rows(printedMessage, columns, {sort: false})
  }

  /** What the flags say of reading these stretches. */
  protected async printed(
    session: Session,
    stretches: readonly Stretch[],
    {withBody, ...options}: StreamOptions,
    {quiet = false}: {quiet?: boolean},
  ): Promise<PrintedMessages> {
    const {filter, decoding, charset} = this
    const wanted = filter && ((message: Message) => filter(message, ({body}) => this.textOf(body)))
    const reading: Reading = new Reading(session.messaging.consumer, resumed(stretches, this.positions), {
      ...options,
      filter: wanted,
      onFailure: ({queue}, error, nothingLeft) => {
        // it had answered before, when it was asked for its ends; where messages were shown not all has failed
        session.report([{target: `queue ${queue.queueId} of ${queue.brokerName}`, error}], nothingLeft ? 0 : -1)
      },
      onLost: ({queue}, error) => this.note(`${queue.brokerName} is lost, asking it again: ${error.message}`),
      onBack: ({queue}) => this.note(`${queue.brokerName} is back`),
      onPage: () => this.tellProgress(reading),
    })
    this.reading = reading
    this.lastLine = Date.now()
    this.spinning = await spinner(this.io, quiet)
    return new PrintedMessages(reading, {charset, withBody, decoding})
  }

  protected override async text(printed: PrintedMessages, flags: object): Promise<AsyncIterable<string>> {
    const {line} = this
    const text = line ? linesOf(printed, line) : await super.text(printed, flags)
    return this.aside(typeof text === 'string' ? [text] : text)
  }

  /** Takes the spinner away before each line where both are on one screen. */
  private async *aside(text: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string, void, void> {
    try {
      for await (const part of text) {
        if (this.io.stdout.isTTY) {
          this.spinning?.stop()
          this.lastLine = Date.now()
        }
        yield part
      }
    } finally {
      this.spinning?.stop()
    }
  }

  private textOf(body: Buffer): string {
    return this.decoding?.textOf(body) ?? bodyText(body, this.charset ?? 'UTF-8')
  }

  private tellProgress({scanned, total, given}: Reading): void {
    if (Date.now() - this.lastLine < silentMs) return
    const of = total === undefined ? '' : ` of ${formatCount(total)}`
    this.spinning?.tell({text: `${formatCount(scanned)}${of} messages read, ${formatCount(given)} shown`})
  }

  /** Said in the error where that is for programs. */
  private tellWhere(thrown: unknown): void {
    const {reading} = this
    const {watch, quiet} = this.asked
    const error = asMqError(this.io.signal.aborted ? this.io.signal.reason : thrown)
    if (reading === undefined || watch || !(error.code === 'INTERRUPTED' || reading.failed)) return
    const {looked, positions} = reading
    const resume = positionsText(positions)
    Object.assign(error.facts, {read: looked, resume})
    if (looked === 0 || this.format === 'json' || this.format === 'ndjson' || quiet) return
    this.note(`${formatCount(looked)} messages were read; to go on from there: --resume ${resume}`)
  }
}

async function* linesOf(
  messages: AsyncIterable<PrintedMessage>,
  line: (message: PrintedMessage) => string,
): AsyncGenerator<string, void, void> {
  for await (const message of messages) yield line(message)
}
