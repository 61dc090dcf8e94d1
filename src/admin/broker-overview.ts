/** One line on each broker: what the cluster list shows. */
import type {BrokerTarget} from '../cluster/cluster.js'
import {bool, bytes, count, double, duration, type Infer, int, object, optional, rate, str, time} from '../schema.js'

/** All figures are missing where the broker did not answer, some where it is too old to have them. */
export const brokerOverview = object('BrokerOverview', {
  cluster: str(),
  broker: str(),
  /** 0 is the master. */
  id: int(),
  address: str(),
  answered: bool(),
  /** `5.5.0`. */
  version: optional(str()),
  active: optional(bool()),
  inTps: optional(rate()),
  outTps: optional(rate()),
  sendQueue: optional(count()),
  sendWait: optional(duration()),
  pullQueue: optional(count()),
  pullWait: optional(duration()),
  ackQueue: optional(count()),
  ackWait: optional(duration()),
  timerReadBehind: optional(duration()),
  timerOffsetBehind: optional(count()),
  timerCongested: optional(count()),
  timerEnqueueTps: optional(rate()),
  timerDequeueTps: optional(rate()),
  pageCacheWait: optional(duration()),
  earliestMessage: optional(time()),
  /** Part of the disk that is used: 0 to 1. */
  disk: optional(double()),
  logSize: optional(bytes()),
  inYesterday: optional(count()),
  outYesterday: optional(count()),
  inToday: optional(count()),
  outToday: optional(count()),
})
export type BrokerOverview = Infer<typeof brokerOverview>

/** `figures` is the table of code 28, all text; undefined where the broker did not answer. */
export function overviewOf(
  {cluster, name, id, address}: BrokerTarget,
  figures: ReadonlyMap<string, string> | undefined,
): BrokerOverview {
  const who = {cluster: cluster ?? '', broker: name ?? '', id, address}
  if (figures === undefined) return {...who, answered: false}
  const number = (key: string) => numberOf(figures.get(key))
  const between = (from: string, to: string) => difference(number(to), number(from))
  const version = figures.get('brokerVersionDesc')
  const active = figures.get('brokerActive')
  return defined({
    ...who,
    answered: true,
    version: version && releaseOf(version),
    active: active === undefined ? undefined : active === 'true',
    inTps: numberOf(figures.get('putTps')),
    // 4.9 spells it with one r
    outTps: numberOf(figures.get('getTransferredTps') ?? figures.get('getTransferedTps')),
    sendQueue: number('sendThreadPoolQueueSize'),
    sendWait: number('sendThreadPoolQueueHeadWaitTimeMills'),
    pullQueue: number('pullThreadPoolQueueSize'),
    pullWait: number('pullThreadPoolQueueHeadWaitTimeMills'),
    ackQueue: number('ackThreadPoolQueueSize'),
    ackWait: number('ackThreadPoolQueueHeadWaitTimeMills'),
    timerReadBehind: number('timerReadBehind'),
    timerOffsetBehind: number('timerOffsetBehind'),
    timerCongested: number('timerCongestNum'),
    timerEnqueueTps: number('timerEnqueueTps'),
    timerDequeueTps: number('timerDequeueTps'),
    pageCacheWait: number('pageCacheLockTimeMills'),
    earliestMessage: number('earliestMessageTimeStamp'),
    disk: number('commitLogDiskRatio'),
    logSize: between('commitLogMinOffset', 'commitLogMaxOffset'),
    inYesterday: between('msgPutTotalYesterdayMorning', 'msgPutTotalTodayMorning'),
    outYesterday: between('msgGetTotalYesterdayMorning', 'msgGetTotalTodayMorning'),
    inToday: between('msgPutTotalTodayMorning', 'msgPutTotalTodayNow'),
    outToday: between('msgGetTotalTodayMorning', 'msgGetTotalTodayNow'),
  })
}

/** `V5_5_0` → `5.5.0`. */
const releaseOf = (name: string): string => (/^V\d+_\d+/.test(name) ? name.slice(1).replaceAll('_', '.') : name)

/** The first number of a text; a rate is several, and soon after the start none. */
function numberOf(text: string | undefined): number | undefined {
  const first = text?.trim().split(' ')[0]
  const value = Number(first)
  return first && Number.isFinite(value) ? value : undefined
}

const difference = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a - b

const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T
