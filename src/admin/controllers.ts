/** Controllers (5.x): they choose the masters of brokers. What they say of replicas is in `replicas.ts`. */
import type {Cluster} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {asMqError, type Failure, MqError, NetworkError, PartialError} from '../errors.js'
import {requests} from '../protocol/index.js'
import {about, type Infer, list, object, optional, str} from '../schema.js'
import {
  fixedSettings,
  type ServerSetting,
  type SettingEdit,
  type SettingState,
  settingChange,
  shownSetting,
} from './server-settings.js'

/** A group of controllers as one of them tells of it. */
export const controllerMetadata = object('ControllerMetadata', {
  group: optional(str()),
  leaderId: optional(str()),
  leaderAddress: optional(str()),
  peers: about(list(str()), '`id:host:port`'),
})
export type ControllerMetadata = Infer<typeof controllerMetadata>

export interface ControllerTarget {
  label: string
  address: string
}

export interface ControllerChange {
  target: ControllerTarget
  before: SettingState
  after: SettingState
}

/** `addresses`: controllers of one group. */
export class Controllers {
  constructor(private readonly cluster: Cluster) {}

  /** Any controller tells it, also one that does not lead. */
  async metadata(addresses: readonly string[]): Promise<ControllerMetadata> {
    const {peers, group, controllerLeaderId, controllerLeaderAddress} = await firstAnswer(addresses, address =>
      this.cluster.invoke(address, requests.controllerGetMetadataInfo, {}),
    )
    return {
      group,
      leaderId: controllerLeaderId,
      leaderAddress: controllerLeaderAddress,
      peers: (peers ?? '').split(';').filter(peer => peer !== ''),
    }
  }

  /** Address of the one that serves all but the metadata and the settings. */
  async leader(addresses: readonly string[]): Promise<string> {
    const {leaderAddress} = await this.metadata(addresses)
    if (leaderAddress) return leaderAddress
    throw new MqError('SERVER_REFUSED', 'the controllers have no leader at the moment', {
      facts: {address: addresses.join(';'), role: 'controller'},
      hint: 'more than half of them must run and reach each other: look at their logs',
    })
  }

  /** The settings of each controller, in the order of its answer. */
  settings(addresses: readonly string[]): Promise<Answers<ServerSetting[]>> {
    return each(addresses, async ({address}) =>
      [...(await this.settingsAt(address))].map(([key, value]) => ({address, key, value: shownSetting(key, value)})),
    )
  }

  settingChanges(addresses: readonly string[], edit: SettingEdit): Promise<Answers<ControllerChange>> {
    return each(addresses, async target => ({
      target,
      ...settingChange(await this.settingsAt(target.address), edit, fixedSettings.controller),
    }))
  }

  async changeSetting({address}: ControllerTarget, {key, value}: SettingEdit): Promise<void> {
    await this.cluster.invoke(address, requests.updateControllerConfig, {body: new Map([[key, value]])})
  }

  private async settingsAt(address: string): Promise<Map<string, string>> {
    return (await this.cluster.invoke(address, requests.getControllerConfig, {})).body
  }
}

const targetOf = (address: string): ControllerTarget => ({label: `controller ${address}`, address})

const each = <R>(addresses: readonly string[], ask: (target: ControllerTarget) => Promise<R>): Promise<Answers<R>> =>
  fanOut(addresses.map(targetOf), ({label}) => label, ask)

/** Asks one after the other until one answers; a refusal is an answer. */
async function firstAnswer<R>(addresses: readonly string[], ask: (address: string) => Promise<R>): Promise<R> {
  const failures: Failure[] = []
  for (const address of addresses) {
    try {
      return await ask(address)
    } catch (thrown) {
      const error = asMqError(thrown)
      if (!(error instanceof NetworkError)) throw error
      failures.push({target: targetOf(address).label, error})
    }
  }
  throw failures.length === 1 ? (failures[0] as Failure).error : new PartialError(failures, 0)
}
