/** What moves of offsets mean for messages, as writes tell it. */
import {type OffsetMove, type Position, passing, passingOf, type QueueTarget} from '../admin/offset-move.js'
import type {Meaning} from './change.js'

export const offsetMeaning: Meaning<Position, QueueTarget> = {
  fields: passing,
  of: change => passingOf(change as OffsetMove),
  inWords(changes) {
    const all = changes.map(change => passingOf(change as OffsetMove))
    const skipped = all.reduce((sum, one) => sum + one.skipped, 0)
    const readAgain = all.reduce((sum, one) => sum + one.readAgain, 0)
    const parts = [
      ...(skipped > 0 ? [`skip ${messages(skipped)}`] : []),
      ...(readAgain > 0 ? [`read ${messages(readAgain)} again`] : []),
    ]
    return parts.length === 0 ? undefined : parts.join(', ')
  },
}

const messages = (count: number): string => `${count} ${count === 1 ? 'message' : 'messages'}`
