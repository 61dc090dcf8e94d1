/** A message that was looked up: with who has consumed it, and the file Java's commands write its body to. */
import {constants} from 'node:fs'
import {mkdir, open} from 'node:fs/promises'
import {asMqError, MqError} from '../errors.js'
import {consumeDirectlyResult} from '../messaging/direct.js'
import {type Message, message} from '../messaging/message.js'
import {sendResult} from '../messaging/send.js'
import {messageTrack} from '../messaging/track.js'
import {about, type Infer, list, object, offset, optional, str} from '../schema.js'
import {bodyText, messageDetails, tracksText} from '../view/java-message.js'
import {rows} from '../view/rows.js'
import type {ColumnOf} from '../view/view.js'
import type {Session} from './session.js'

export const foundMessage = object('FoundMessage', {
  ...message.shape,
  lookedUpBy: about(optional(str()), 'The id that was asked for.'),
  text: about(optional(str()), 'The body in the charset that was asked for.'),
  tracks: about(optional(list(messageTrack)), 'Each group that consumes the topic, and how far it is.'),
  minOffset: about(optional(offset()), 'First offset of its queue, where the queue was read.'),
  maxOffset: about(optional(offset()), 'One beyond the last offset of its queue.'),
  bodyPath: about(optional(str()), 'The file its body was written to.'),
  planned: about(optional(str()), 'In a dry run: what would be done with it.'),
  consumed: about(optional(consumeDirectlyResult), 'What the client made of it that it was handed to.'),
  resent: about(optional(sendResult), 'The copy that was sent.'),
})
export type FoundMessage = Infer<typeof foundMessage>

/** Where Java's commands leave the body of each message they show; MQADMIN_BODY_FOLDER names another place. */
const javaBodyFolder = '/tmp/rocketmq/msgbodys'
/** An id is text of a stranger: only what cannot leave the folder becomes a file name. */
const fileName = /^[A-Za-z0-9_-]{1,200}$/

export interface FoundOptions {
  /** Ask who has consumed it. */
  tracks: boolean
  charset?: string | undefined
  /** Write the body as Java does; `copy` above 0 is the number of a further message with the same id. */
  writeBody: boolean
  copy?: number | undefined
}

/** Completes a message. What could not be done beside it is reported with the session's failures. */
export async function completed(
  session: Session,
  found: Message & {minOffset?: number; maxOffset?: number},
  options: FoundOptions,
): Promise<FoundMessage> {
  const result: FoundMessage = {...found}
  const attempt = async (target: string, work: () => Promise<void>) => {
    try {
      await work()
    } catch (thrown) {
      const error = asMqError(thrown)
      if (error.code === 'INTERRUPTED') throw error
      session.collect({answers: [found], failures: [{target, error}]})
    }
  }
  if (options.charset !== undefined) result.text = bodyText(found.body, options.charset)
  if (options.writeBody)
    await attempt(`body of ${found.msgId}`, async () => {
      const folder = session.io.env['MQADMIN_BODY_FOLDER'] || javaBodyFolder
      result.bodyPath = await writeBody(found, folder, options.copy ?? 0)
    })
  if (options.tracks)
    await attempt(`consumers of ${found.topic}`, async () => {
      result.tracks = await session.messaging.tracker.tracks(found)
    })
  return result
}

async function writeBody({msgId, body}: Message, folder: string, copy: number): Promise<string> {
  if (!fileName.test(msgId))
    throw new MqError('FILE_FAILED', `the id '${msgId}' is no file name: its body was not written`)
  const path = `${folder}/${msgId}${copy > 0 ? `_${copy}` : ''}`
  try {
    await mkdir(folder, {recursive: true})
    // never through a link that somebody else has put there
    const file = await open(
      path,
      constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0),
    )
    try {
      await file.writeFile(body)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw new MqError('FILE_FAILED', `cannot write ${path}: ${(error as NodeJS.ErrnoException).code ?? error}`, {
      cause: error,
    })
  }
  return path
}

/** What is shown of messages unless columns are chosen. */
export const messageColumns = [
  'storeTimestamp',
  'topic',
  {field: 'brokerName', header: 'broker'},
  {field: 'queueId', header: 'queue'},
  {field: 'queueOffset', header: 'offset'},
  'msgId',
  'tags',
  'keys',
  'body',
] as const satisfies readonly ColumnOf<typeof message.shape>[]

/** In a dry run with what would be done. */
export const foundView = (dryRun: boolean) =>
  rows(foundMessage, dryRun ? ['planned', ...messageColumns] : [...messageColumns], {sort: false})

/** What would be done with it, in a dry run. */
export const handing = (group: string, clientId: string): string => `hand it to client ${clientId} of ${group}`

/** As queryMsgById and queryMsgByOffset print a message. */
export function detailsOf(message: FoundMessage, charset: string | undefined): string {
  const {bodyPath, tracks, minOffset, maxOffset} = message
  const ends = minOffset === undefined || maxOffset === undefined ? undefined : {minOffset, maxOffset}
  const details = messageDetails(message, {withOffsetId: true, bodyPath, charset, ends})
  return tracks === undefined ? details : details + tracksText(tracks, '\n')
}
