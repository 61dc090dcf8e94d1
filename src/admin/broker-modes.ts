/** Ways to work that a broker changes by a request of its own, and tells among its settings. */
import type {BrokerTarget, Cluster, Where} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {MqError} from '../errors.js'
import {requests} from '../protocol/index.js'
import type {AnyRequest} from '../protocol/request.js'
import {type Infer, object, oneOf} from '../schema.js'
import {settingsAt} from './server-settings.js'

/** How the commit log is read: ahead of what is asked for, or (`random`) no more than that. */
export const readAhead = object('ReadAhead', {mode: oneOf('normal', 'random')})
export type ReadAhead = Infer<typeof readAhead>

/** Where new timer messages go. `both`: a broker started with RocksDB takes them in files until it is switched, and serves both. */
export const timerEngine = object('TimerEngine', {engine: oneOf('files', 'rocksdb', 'both', 'none')})
export type TimerEngine = Infer<typeof timerEngine>

export interface ModeChange<T> {
  target: BrokerTarget
  before: T
  after: T
}

type Settings = ReadonlyMap<string, string>

export class BrokerModes {
  constructor(private readonly cluster: Cluster) {}

  /** Masters and slaves. */
  readAheadChanges(where: Where, after: ReadAhead): Promise<Answers<ModeChange<ReadAhead>>> {
    return this.changes(
      where,
      {slaves: true, request: requests.setCommitlogReadMode, settings: readAheadSettings},
      found => ({
        before: {mode: isOn(found, 'dataReadAheadEnable') ? 'normal' : 'random'},
        after,
      }),
    )
  }

  async setReadAhead({address}: BrokerTarget, {mode}: ReadAhead): Promise<void> {
    await this.cluster.invoke(address, requests.setCommitlogReadMode, {readAheadMode: mode === 'normal' ? 0 : 1})
  }

  timerChanges(where: Where, after: TimerEngine): Promise<Answers<ModeChange<TimerEngine>>> {
    return this.changes(where, {request: requests.switchTimerEngine, settings: timerSettings}, found => ({
      before: {engine: engineOf(found)},
      after,
    }))
  }

  async setTimer({address}: BrokerTarget, {engine}: TimerEngine): Promise<void> {
    await this.cluster.invoke(address, requests.switchTimerEngine, {engine: engine === 'rocksdb' ? 'R' : 'F'})
  }

  private async changes<T>(
    where: Where,
    {slaves = false, request, settings}: {slaves?: boolean; request: AnyRequest; settings: readonly string[]},
    changeOf: (found: Settings) => Omit<ModeChange<T>, 'target'>,
  ): Promise<Answers<ModeChange<T>>> {
    return fanOut(
      await this.cluster.targets(where, {slaves}),
      ({label}) => label,
      async target => {
        const found = await settingsAt(this.cluster, 'broker', target.address)
        const missing = settings.find(key => !found.has(key))
        if (missing !== undefined) throw tooOld(target, request, missing)
        return {target, ...changeOf(found)}
      },
    )
  }
}

const readAheadSettings = ['dataReadAheadEnable']
const timerSettings = ['timerWheelEnable', 'timerStopEnqueue', 'timerRocksDBEnable', 'timerRocksDBStopScan']

const isOn = (settings: Settings, key: string): boolean => settings.get(key) === 'true'

/** `AdminBrokerProcessor.switchTimerEngine` of 5.5.0 sets these four. */
function engineOf(settings: Settings): TimerEngine['engine'] {
  if (!isOn(settings, 'timerWheelEnable')) return 'none'
  const files = !isOn(settings, 'timerStopEnqueue')
  const rocksdb = isOn(settings, 'timerRocksDBEnable') && !isOn(settings, 'timerRocksDBStopScan')
  if (files && rocksdb) return 'both'
  return rocksdb ? 'rocksdb' : files ? 'files' : 'none'
}

/** Of a broker without a setting that came with the request. */
export const tooOld = ({label, address}: BrokerTarget, {name, since}: AnyRequest, setting: string): MqError =>
  new MqError('NOT_SUPPORTED', `${label} has no ${setting}: ${name} is served by Apache RocketMQ from ${since} on`, {
    facts: {address, role: 'broker', since},
  })
