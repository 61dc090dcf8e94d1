/** Where to go on reading, as text: `broker-a:0=120,broker-a:1=98`, the first offset of each queue that was not read. */
import {UsageError} from '../errors.js'
import type {Stretch} from '../messaging/consume.js'
import type {Position} from '../messaging/reading.js'

export const positionsText = (positions: readonly Position[]): string =>
  positions
    .toSorted((a, b) => (a.brokerName < b.brokerName ? -1 : a.brokerName > b.brokerName ? 1 : a.queueId - b.queueId))
    .map(({brokerName, queueId, offset}) => `${brokerName}:${queueId}=${offset}`)
    .join(',')

/** Throws {@link UsageError}. */
export function readPositions(text: string): Position[] {
  return text.split(',').map(part => {
    const [, brokerName, queueId, offset] = /^\s*(.+):(\d{1,9})=(\d{1,15})\s*$/.exec(part) ?? []
    if (brokerName === undefined)
      throw new UsageError(`'${part}' is no position to go on from`, {
        hint: 'write it as broker-a:0=120, with commas between',
      })
    return {brokerName, queueId: Number(queueId), offset: Number(offset)}
  })
}

/** The stretches from there on; queues that are not named begin where they would. Throws {@link UsageError} for one that is not read. */
export function resumed(stretches: readonly Stretch[], positions: readonly Position[]): Stretch[] {
  const at = ({brokerName, queueId}: {brokerName: string; queueId: number}) => `${brokerName}:${queueId}`
  const known = new Set(stretches.map(({queue}) => at(queue)))
  const stranger = positions.find(position => !known.has(at(position)))
  if (stranger) throw new UsageError(`--resume names ${at(stranger)}, which is not read`)
  const offsets = new Map(positions.map(position => [at(position), position.offset]))
  return stretches.map(stretch => {
    const offset = offsets.get(at(stretch.queue))
    if (offset === undefined) return stretch
    const {exact} = stretch
    return {...stretch, from: offset, ...(exact && {exact: {...exact, from: offset}})}
  })
}
