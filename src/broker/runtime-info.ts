/** What a broker tells of how it is doing: request 28. Java's keys of 5.5.0, all values text, where we have something to say. */
import {statfs} from 'node:fs/promises'
import {join} from 'node:path'
import {type BrokerState, brokerVersionName} from './broker-state.js'
import {javaDouble} from './stats/throughput.js'

const day = 86_400_000

export async function runtimeInfo(state: BrokerState): Promise<Map<string, string>> {
  const {figures, store, settings, identity, delays} = state
  const stats = store.stats()
  const disk = await diskOf(store.folder)
  const logFolder = join(store.folder, 'commitlog')
  const earliest = await store.earliestStoreTime()
  const info: Record<string, string | number> = {
    implementation: 'mqadmin embedded',
    brokerVersionDesc: brokerVersionName,
    brokerActive: 'true',
    bootTimestamp: identity.startedAt,
    runtime: printSpan(Date.now() - identity.startedAt),
    startAcceptSendRequestTimeStamp: settings.values.startAcceptSendRequestTimeStamp,

    msgPutTotalYesterdayMorning: figures.daily.yesterdayMorning.put,
    msgPutTotalTodayMorning: figures.daily.todayMorning.put,
    msgPutTotalTodayNow: figures.putCount,
    msgGetTotalYesterdayMorning: figures.daily.yesterdayMorning.get,
    msgGetTotalTodayMorning: figures.daily.todayMorning.get,
    msgGetTotalTodayNow: figures.getCount,

    putTps: figures.putRate.print(),
    getFoundTps: figures.foundRate.print(),
    getMissTps: figures.missedRate.print(),
    getTotalTps: figures.pullRate.print(),
    getTransferredTps: figures.transferRate.print(),
    // what 4.9 called it: its clusterList fails without
    getTransferedTps: figures.transferRate.print(),

    putMessageTimesTotal: stats.putCount,
    putMessageFailedTimes: figures.failedPuts,
    putMessageSizeTotal: stats.putBytes,
    putMessageAverageSize: javaDouble(stats.putCount === 0 ? 0 : stats.putBytes / stats.putCount),
    putMessageDistributeTime: figures.putTimes.printDistribution(),
    putMessageEntireTimeMax: Math.round(figures.putTimes.slowest),
    getMessageEntireTimeMax: Math.round(figures.slowestGetMs),
    putLatency99: figures.putTimes.percentile(0.99).toFixed(2),
    putLatency999: figures.putTimes.percentile(0.999).toFixed(2),
    pageCacheLockTimeMills: 0,

    commitLogMinOffset: stats.commitLogMaxOffset === 0 ? -1 : stats.commitLogMinOffset,
    commitLogMaxOffset: stats.commitLogMaxOffset,
    commitLogDiskRatio: disk.used.toFixed(2),
    [`commitLogDiskRatio_${logFolder}`]: disk.used.toFixed(2),
    consumeQueueDiskRatio: disk.used.toFixed(2),
    commitLogDirCapacity: `Total : ${printBytes(disk.total)}, Free : ${printBytes(disk.free)}.`,
    dispatchBehindBytes: 0,
    dispatchMaxBuffer: 0,
    earliestMessageTimeStamp: earliest,
    remainTransientStoreBufferNumbs: 2_147_483_647,
    remainHowManyDataToFlush: '0 B',

    timerReadBehind: 0,
    timerOffsetBehind: 0,
    timerCongestNum: state.timers.waitingCount,
    timerEnqueueTps: '0.0',
    timerDequeueTps: '0.0',
  }
  for (const [level, consumed, max] of delays.progress()) info[`scheduleMessageOffset_${level}`] = `${consumed},${max}`
  // there are no queues of threads here, and tools read the keys without asking
  for (const [queue, capacity] of Object.entries(queueCapacities)) {
    info[`${queue}ThreadPoolQueueSize`] = 0
    info[`${queue}ThreadPoolQueueCapacity`] = capacity
    info[`${queue}ThreadPoolQueueHeadWaitTimeMills`] = 0
  }
  info['EndTransactionQueueSize'] = 0
  info['EndTransactionThreadPoolQueueCapacity'] = 100_000
  return new Map(Object.entries(info).map(([key, value]) => [key, String(value)]))
}

const queueCapacities = {send: 10_000, pull: 100_000, litePull: 100_000, ack: 100_000, query: 20_000} as const

async function diskOf(folder: string): Promise<{total: number; free: number; used: number}> {
  const {blocks, bavail, bsize} = await statfs(folder)
  const total = blocks * bsize
  const free = bavail * bsize
  return {total, free, used: total === 0 ? 0 : (total - free) / total}
}

/** `[ 0 days, 0 hours, 16 minutes, 11 seconds ]` */
export function printSpan(ms: number): string {
  const days = Math.floor(ms / day)
  const hours = Math.floor((ms % day) / 3_600_000)
  const minutes = Math.floor((ms % 3_600_000) / 60_000)
  const seconds = Math.floor((ms % 60_000) / 1000)
  return `[ ${days} days, ${hours} hours, ${minutes} minutes, ${seconds} seconds ]`
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** `252.0 GiB`; whole bytes without a fraction. */
export function printBytes(size: number): string {
  let value = size
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(1)} ${units[unit]}`
}
