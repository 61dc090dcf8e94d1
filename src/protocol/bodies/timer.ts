import {count, fallback, map, object, optional, time} from '../../schema.js'
import {dataVersion} from './data-version.js'

/** Messages that wait for their time, by topic. */
export const timerMetrics = object('TimerMetricsSerializeWrapper', {
  timingCount: fallback(
    map(object('Metric', {count: fallback(count(), 0), timeStamp: fallback(time(), 0)})),
    new Map(),
  ),
  dataVersion: optional(dataVersion),
})
