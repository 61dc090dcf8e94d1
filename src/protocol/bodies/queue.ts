import {type DecodeError, MqError} from '../../errors.js'
import {entries, type Field, type Infer, int, object, ShapeError, str} from '../../schema.js'
import {readJson} from '../json.js'

/** A queue; also the key of offset tables (`MessageQueue`, equal by all three). */
export const messageQueue = object('MessageQueue', {topic: str(), brokerName: str(), queueId: int()})
export type MessageQueue = Infer<typeof messageQueue>

/** A queue as a map key: the object itself as Java writes it, or a string that holds its JSON as others do. */
export const queueKey: Field<MessageQueue> = {
  ...messageQueue,
  read(raw, path) {
    if (typeof raw !== 'string') return messageQueue.read(raw, path)
    let value: unknown
    try {
      value = readJson(raw)
    } catch (error) {
      if (error instanceof MqError)
        throw new ShapeError(path, `a MessageQueue (${(error as DecodeError).message})`, raw)
      throw error
    }
    return messageQueue.read(value, path)
  },
}

/** Java's `Map<MessageQueue, T>`, as a list of pairs. */
export const queueTable = <T>(value: Field<T>): Field<[MessageQueue, T][]> => entries(queueKey, value)
