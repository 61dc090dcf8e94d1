/** Users of brokers from 5.3.0 on. Each broker keeps its own, a slave too. No password ever leaves this class as text. */
import type {BrokerTarget, Cluster, Where} from '../cluster/cluster.js'
import {type Answers, askEach} from '../cluster/fan-out.js'
import {type Failure, MqError} from '../errors.js'
import type {UserInfo} from '../protocol/bodies/auth.js'
import {requests} from '../protocol/index.js'
import {type Infer, object, optional, str} from '../schema.js'
import {askedOfAuth} from './auth-refusal.js'

export const userTypes = ['Super', 'Normal'] as const
export const userStatuses = ['enable', 'disable'] as const

/** A user as one broker has it. */
export const user = object('User', {
  username: str(),
  userType: optional(str()),
  userStatus: optional(str()),
  /** Missing where the broker was named by its address. */
  broker: optional(str()),
  address: str(),
})
export type User = Infer<typeof user>

/** The password only tells whether there is one, and whether it is another. */
export const userState = object('UserState', {
  username: str(),
  password: optional(str()),
  userType: optional(str()),
  userStatus: optional(str()),
})
export type UserState = Infer<typeof userState>

export interface UserPatch {
  password?: string | undefined
  userType?: string | undefined
  userStatus?: string | undefined
}

export interface UserTarget extends BrokerTarget {
  username: string
}

export interface UserChange {
  target: UserTarget
  before: UserState | undefined
  after: UserState | undefined
  /** What the broker is told: with the password. */
  sent: UserInfo
}

export interface CopyWish {
  from: string
  to: string
  /** All of them when not given. */
  names?: readonly string[] | undefined
}

const hidden = '***'
/** What stands for a password that takes the place of another. */
export const renewed = '*** (new)'

export class Users {
  constructor(private readonly cluster: Cluster) {}

  /** Those whose name contains `filter`, of each master. */
  async list(where: Where, filter?: string): Promise<Answers<User[]>> {
    return askEach(await this.cluster.targets(where), async target =>
      (await this.listAt(target.address, filter)).map(info => rowOf(info, target)),
    )
  }

  /** The user on each master that knows it. */
  async find(where: Where, username: string): Promise<Answers<User[]>> {
    return askEach(await this.cluster.targets(where), async target => {
      const info = await this.at(target.address, username)
      return info === undefined ? [] : [rowOf(info, target)]
    })
  }

  /** A user is made where there is none; one that is there already must be what is asked for. */
  async creations(where: Where, username: string, patch: UserPatch): Promise<Answers<UserChange>> {
    return this.changesOn(where, username, (target, old) => {
      const change = changeOf(target, old, old === undefined ? {userType: 'Normal', ...said(patch)} : patch)
      if (old !== undefined && Object.keys(change.sent).length > 1)
        throw new MqError('SERVER_REFUSED', `user '${username}' exists already on ${target.label}, and is another`, {
          facts: {username, address: target.address},
          hint: `mqadmin user get ${username} shows it, mqadmin user update changes it`,
        })
      return change
    })
  }

  /** What a patch changes on each broker; `NOT_FOUND` for one that has no such user. */
  async changes(where: Where, username: string, patch: UserPatch): Promise<Answers<UserChange>> {
    return this.changesOn(where, username, (target, old) => {
      if (old === undefined) throw noUser(username, target.label)
      return changeOf(target, old, patch)
    })
  }

  /** Its rules go with it. */
  async removals(where: Where, username: string): Promise<Answers<UserChange>> {
    return this.changesOn(where, username, (target, old) => ({
      target,
      before: old && stateOf(old),
      after: undefined,
      sent: {username},
    }))
  }

  /** What it takes to have users of one broker on another, as they are; a name the source does not know is a failure of its own. */
  async copies({from, to, names}: CopyWish): Promise<Answers<UserChange>> {
    const [source] = (await this.cluster.targets({broker: from})) as [BrokerTarget]
    const [goal] = (await this.cluster.targets({broker: to})) as [BrokerTarget]
    const failures: Failure[] = []
    const wanted: UserInfo[] = []
    if (names === undefined) wanted.push(...(await this.listAt(source.address)))
    for (const username of names ?? []) {
      const info = await this.at(source.address, username)
      if (info) wanted.push(info)
      else failures.push({target: username, error: noUser(username, source.label)})
    }
    const known = new Map((await this.listAt(goal.address)).map(info => [info.username, info]))
    const answers = wanted.map(({username = '', password, userType, userStatus}) => {
      const target = {...goal, username, label: `${username} on ${goal.label}`}
      return changeOf(target, known.get(username), {password, userType, userStatus})
    })
    return {answers, failures}
  }

  async apply({target: {address, username}, before, after, sent}: UserChange): Promise<void> {
    if (after === undefined) await this.ask(address, requests.authDeleteUser, {username})
    else if (before === undefined) await this.ask(address, requests.authCreateUser, {username, body: sent})
    else await this.ask(address, requests.authUpdateUser, {username, body: sent})
  }

  private async changesOn(
    where: Where,
    username: string,
    change: (target: UserTarget, old: UserInfo | undefined) => UserChange,
  ): Promise<Answers<UserChange>> {
    return askEach(await this.cluster.targets(where, {slaves: true}), async target =>
      change({...target, username}, await this.at(target.address, username)),
    )
  }

  private async at(address: string, username: string): Promise<UserInfo | undefined> {
    return (await this.ask(address, requests.authGetUser, {username})).body
  }

  private async listAt(address: string, filter?: string): Promise<UserInfo[]> {
    return (await this.ask(address, requests.authListUser, {filter})).body ?? []
  }

  private readonly ask: Cluster['invoke'] = (address, request, args) =>
    askedOfAuth(this.cluster.invoke(address, request, args))
}

export const noUser = (username: string, where: string): MqError =>
  new MqError('NOT_FOUND', `user '${username}' does not exist on ${where}`, {
    facts: {username},
    hint: 'mqadmin user list shows the users there are',
  })

const rowOf = ({username = '', userType, userStatus}: UserInfo, {name, address}: BrokerTarget): User => ({
  username,
  userType,
  userStatus,
  broker: name,
  address,
})

const stateOf = ({username = '', password, userType, userStatus}: UserInfo): UserState => ({
  username,
  ...(password === undefined ? {} : {password: hidden}),
  userType,
  userStatus,
})

/** Only what is said and is not so already. */
function changeOf(target: UserTarget, old: UserInfo | undefined, patch: UserPatch): UserChange {
  const {username} = target
  const news = Object.fromEntries(
    Object.entries(said(patch)).filter(([key, value]) => old?.[key as keyof UserPatch] !== value),
  )
  const after = stateOf({...(old ?? {userStatus: 'enable'}), ...news, username})
  if (old !== undefined && 'password' in news) after.password = renewed
  return {target, before: old && stateOf(old), after, sent: {username, ...news}}
}

const said = (patch: UserPatch): UserPatch =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
