/**
 * Accounts of brokers 4.x (`plain_acl.yml`; until 5.3.2). A broker that does not tell its accounts (4.9.8 refuses code 54) is
 * changed without a look at what it has: then all must be said, and what was sent counts as done.
 */
import type {BrokerTarget, Cluster, Where} from '../cluster/cluster.js'
import {type Answers, askEach} from '../cluster/fan-out.js'
import {MqError, ServerError, UsageError} from '../errors.js'
import type {AclConfig, PlainAccessConfig} from '../protocol/bodies/acl4.js'
import {dataVersion} from '../protocol/bodies/data-version.js'
import {requests} from '../protocol/index.js'
import {readJson} from '../protocol/json.js'
import {responseCode} from '../protocol/response-code.js'
import {bool, count, entries, type Infer, list, object, optional, str, time} from '../schema.js'
import {askedOfAcl4} from './auth-refusal.js'

export const accountPerms = ['DENY', 'PUB', 'SUB', 'PUB|SUB', 'SUB|PUB'] as const

/** An account as one broker has it; the secret key stays where it is. */
export const account4 = object('Account', {
  accessKey: str(),
  admin: bool(),
  whiteRemoteAddress: optional(str()),
  defaultTopicPerm: optional(str()),
  defaultGroupPerm: optional(str()),
  topicPerms: list(str()),
  groupPerms: list(str()),
  /** Missing where the broker was named by its address. */
  broker: optional(str()),
  address: str(),
})

export const whiteAddress = object('WhiteAddress', {whiteAddress: str(), broker: optional(str()), address: str()})

export const acls4 = object('AclFiles', {
  /** Addresses that are let in without a look at who it is, by broker. */
  whiteAddresses: list(whiteAddress),
  accounts: list(account4),
  brokers: list(object('AclBroker', {broker: optional(str()), address: str()})),
})
export type AclFiles = Infer<typeof acls4>

export const aclVersion = object('AclVersion', {
  cluster: str(),
  broker: str(),
  address: str(),
  /** Where the broker keeps it; missing where it does not tell. */
  file: optional(str()),
  /** Grows by one a change. */
  version: count(),
  changedAt: time(),
})
export type AclVersion = Infer<typeof aclVersion>

export const accountState = object('AccountState', {
  accessKey: str(),
  secretKey: optional(str()),
  admin: optional(bool()),
  whiteRemoteAddress: optional(str()),
  defaultTopicPerm: optional(str()),
  defaultGroupPerm: optional(str()),
  topicPerms: optional(list(str())),
  groupPerms: optional(list(str())),
})
export type AccountState = Infer<typeof accountState>

export const trustState = object('TrustState', {whiteAddresses: list(str())})
export type TrustState = Infer<typeof trustState>

export type AccountPatch = {[K in Exclude<keyof PlainAccessConfig, 'accessKey'>]?: PlainAccessConfig[K] | undefined}

export interface AccountChange {
  target: BrokerTarget
  before: AccountState | undefined
  after: AccountState | undefined
  /** What the broker is told: with the secret key. */
  sent: AccountPatch
}

export interface TrustChange {
  target: BrokerTarget
  before: TrustState | undefined
  after: TrustState
}

const hidden = '***'
const renewed = '*** (new)'
const fileVersions = entries(str(), dataVersion)

export class Acls4 {
  /** What brokers that do not tell have been told. */
  private readonly told = new Map<string, AccountState | TrustState | undefined>()

  constructor(private readonly cluster: Cluster) {}

  /** White addresses and accounts of each master. */
  async find(where: Where): Promise<Answers<AclFiles>> {
    return askEach(await this.cluster.targets(where), async ({name: broker, address}) => {
      const config = (await askedOfAcl4(this.cluster.invoke(address, requests.getBrokerClusterAclConfig, {}))).body
      return {
        brokers: [{broker, address}],
        whiteAddresses: addressesOf(config).map(whiteAddress => ({whiteAddress, broker, address})),
        accounts: config.plainAccessConfigs.map(({secretKey: _, ...rest}) => ({...rest, broker, address})),
      }
    })
  }

  /** A row for each file of each master. */
  async versions(where: Where): Promise<Answers<AclVersion[]>> {
    return askEach(await this.cluster.targets(where), ({address}) => this.versionsAt(address))
  }

  /** What a patch changes in an account, which is made where there is none. `blind` is what holds on brokers that do not tell. */
  async changes(where: Where, accessKey: string, patch: AccountPatch, blind: AccountPatch) {
    return this.changesOn(where, async (target): Promise<AccountChange> => {
      const config = await this.configAt(target.address)
      if (config === undefined) {
        const whole = {...blind, ...said(patch)}
        if (whole.secretKey === undefined || whole.admin === undefined)
          throw new MqError(
            'NOT_SUPPORTED',
            `${target.label} does not tell its accounts, so the change must be said in full`,
            {
              hint: 'say the secret key, and whether it is an administrator: who is not said to be one is none afterwards',
            },
          )
        const before = this.told.get(target.label) as AccountState | undefined
        return {target, before, after: stateOf({...whole, accessKey}), sent: whole}
      }
      const old = config.plainAccessConfigs.find(one => one.accessKey === accessKey)
      const {secretKey = old?.secretKey, admin = old?.admin ?? false} = patch
      if (secretKey === undefined)
        throw new UsageError(`a new account needs a secret key: ${target.label} has no '${accessKey}'`, {
          hint: 'say the secret key, or mqadmin acl4 get shows the accounts there are',
        })
      const whole = {...old, ...said(patch), accessKey, secretKey, admin}
      const after = stateOf(whole)
      if (old !== undefined && old.secretKey !== secretKey) after.secretKey = renewed
      return {target, before: old && stateOf(old), after, sent: {...said(patch), secretKey, admin}}
    })
  }

  async removals(where: Where, accessKey: string): Promise<Answers<AccountChange>> {
    return this.changesOn(where, async (target): Promise<AccountChange> => {
      const config = await this.configAt(target.address)
      const old = config?.plainAccessConfigs.find(one => one.accessKey === accessKey)
      const unseen = config === undefined && !this.told.has(target.label) ? {accessKey} : undefined
      return {target, before: old ? stateOf(old) : unseen, after: undefined, sent: {}}
    })
  }

  /** Another list of addresses that are let in unchecked. Brokers mix the lists of several files, so one file is changed unseen. */
  async trusts(where: Where, addresses: readonly string[], file?: string): Promise<Answers<TrustChange>> {
    return this.changesOn(where, async target => {
      const config = file === undefined ? await this.configAt(target.address) : undefined
      const seen = config !== undefined && (await this.versionsAt(target.address)).length < 2
      const before = seen ? {whiteAddresses: addressesOf(config)} : (this.told.get(target.label) as TrustState)
      return {target, before, after: {whiteAddresses: [...addresses]}}
    })
  }

  async apply({target: {address, label}, after, sent}: AccountChange, accessKey: string): Promise<void> {
    if (after === undefined) await askedOfAcl4(this.cluster.invoke(address, requests.deleteAclConfig, {accessKey}))
    else {
      const {topicPerms, groupPerms, secretKey, ...rest} = sent
      const lists = {topicPerms: topicPerms?.join(','), groupPerms: groupPerms?.join(',')}
      const args = {...rest, ...lists, accessKey, secretKey}
      await askedOfAcl4(this.cluster.invoke(address, requests.updateAndCreateAclConfig, args))
    }
    this.told.set(label, after)
  }

  async trust({target: {address, label}, after}: Omit<TrustChange, 'before'>, file?: string): Promise<void> {
    const args = {globalWhiteAddrs: after.whiteAddresses.join(','), aclFileFullPath: file}
    await askedOfAcl4(this.cluster.invoke(address, requests.updateGlobalWhiteAddrsConfig, args))
    this.told.set(label, after)
  }

  /** Undefined where the broker does not tell; one that has no such accounts at all refuses the version, too. */
  private async configAt(address: string): Promise<AclConfig | undefined> {
    try {
      return (await askedOfAcl4(this.cluster.invoke(address, requests.getBrokerClusterAclConfig, {}))).body
    } catch (error) {
      if (!(error instanceof ServerError) || error.responseCode !== responseCode.REQUEST_CODE_NOT_SUPPORTED) throw error
      await this.versionsAt(address)
      return undefined
    }
  }

  private async versionsAt(address: string): Promise<AclVersion[]> {
    const asking = this.cluster.invoke(address, requests.getBrokerClusterAclInfo, {})
    const {version, allAclFileVersion, clusterName, brokerName, brokerAddr} = await askedOfAcl4(asking)
    const row = {cluster: clusterName, broker: brokerName, address: brokerAddr}
    const files =
      allAclFileVersion === undefined ? [] : fileVersions.read(readJson(allAclFileVersion), 'allAclFileVersion')
    if (files.length === 0) {
      const {counter, timestamp} = dataVersion.read(readJson(version), 'version')
      return [{...row, version: counter, changedAt: timestamp}]
    }
    return files.map(([file, {counter, timestamp}]) => ({...row, file, version: counter, changedAt: timestamp}))
  }

  private async changesOn<C>(where: Where, change: (target: BrokerTarget) => Promise<C>): Promise<Answers<C>> {
    return askEach(await this.cluster.targets(where, {slaves: true}), change)
  }
}

const addressesOf = ({globalWhiteAddrs}: AclConfig): string[] => globalWhiteAddrs.filter(address => address !== '')

/** Empty texts and lists are as good as none. */
function stateOf({secretKey, ...account}: AccountPatch & {accessKey: string}): AccountState {
  const full = Object.entries(account).filter(([, value]) => value !== undefined && value !== '' && !isEmpty(value))
  return {...(Object.fromEntries(full) as AccountState), ...(secretKey === undefined ? {} : {secretKey: hidden})}
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0

const said = (patch: AccountPatch): AccountPatch =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
