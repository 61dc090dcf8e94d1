/** Users, access rules and the accounts of 4.x, as brokers keep and tell them. */
import type {PlainAccessConfig} from '../../src/protocol/bodies/acl4.js'
import type {AclInfo, UserInfo} from '../../src/protocol/bodies/auth.js'
import {Refusal} from '../../src/remoting/dispatcher.js'
import type {Part} from './beyond.js'

/** A broker that is in no cluster, for copies. */
export const aside = {name: 'aside', address: '192.0.2.7:10911'}

const secret = 'a-secret-of-nobody'

export const usersAndRules: Part = brokerName => {
  const users = new Map<string, UserInfo>()
  const rules = new Map<string, AclInfo>()
  const put = (username: string) =>
    users.set(username, {username, password: secret, userType: 'Normal', userStatus: 'enable'})
  for (const username of brokerName === aside.name ? ['ann', 'ben'] : ['ann']) put(username)
  const entry = {resource: 'Topic:paid', actions: ['Pub', 'Sub'], sourceIps: ['192.0.2.0/24'], decision: 'Allow'}
  rules.set('User:ann', {subject: 'User:ann', policies: [{policyType: 'Custom', entries: [entry]}]})
  if (brokerName === aside.name) rules.get('User:ann')?.policies[0]?.entries.push({...entry, resource: 'Topic:back'})

  const userOf = (username: string) => {
    const user = users.get(username)
    if (user === undefined) throw new Refusal(16, 'The user is not exist')
    return user
  }
  const subjectOf = (subject: string) => {
    if (!users.has(subject.replace('User:', ''))) throw new Refusal(16, 'The subject is not exist.')
    return rules.get(subject) ?? {subject, policies: []}
  }
  const merge = (subject: string, news: AclInfo) => {
    const entries = new Map(
      [...subjectOf(subject).policies, ...news.policies].flatMap(policy =>
        policy.entries.map(one => [one.resource, one] as const),
      ),
    )
    rules.set(subject, {subject, policies: [{policyType: 'Custom', entries: [...entries.values()]}]})
    return {}
  }
  return {
    authListUser: ({filter = ''}) => ({
      body: [...users.values()].filter(({username}) => username?.includes(filter)),
    }),
    authGetUser: ({username}) => ({body: users.get(username)}),
    authCreateUser: ({username, body}) => {
      if (users.has(username)) throw new Refusal(16, 'The user is existed')
      users.set(username, {userType: 'Normal', userStatus: 'enable', ...body})
      return {}
    },
    authUpdateUser: ({username, body}) => {
      users.set(username, {...userOf(username), ...body})
      return {}
    },
    authDeleteUser: ({username}) => {
      users.delete(username)
      rules.delete(`User:${username}`)
      return {}
    },
    authListAcl: ({subjectFilter = ''}) => ({
      body: [...rules.values()].filter(({subject}) => subject?.includes(subjectFilter)),
    }),
    authGetAcl: ({subject}) => {
      const acl = subjectOf(subject)
      return {body: acl.policies.length > 0 ? acl : undefined}
    },
    authCreateAcl: ({subject, body}) => merge(subject, body),
    authUpdateAcl: ({subject, body}) => merge(subject, body),
    authDeleteAcl: ({subject, resource}) => {
      const left = subjectOf(subject).policies.map(policy => ({
        ...policy,
        entries: policy.entries.filter(one => resource !== undefined && one.resource !== resource),
      }))
      rules.set(subject, {subject, policies: left.filter(({entries}) => entries.length > 0)})
      return {}
    },
  }
}

/** `tells`: 4.9.8 does not say which accounts it has. */
export const accounts4 =
  ({tells = true} = {}): Part =>
  brokerName => {
    const accounts = new Map<string, PlainAccessConfig>()
    let globalWhiteAddrs = ['192.0.2.*']
    let counter = 0
    const fields = {accessKey: 'operator', secretKey: secret, admin: true, topicPerms: ['orders=PUB'], groupPerms: []}
    accounts.set('operator', fields)
    const changed = () => {
      counter++
      return {}
    }
    const version = () => JSON.stringify({counter, timestamp: 1_700_000_000_000 + counter})
    return {
      ...(tells && {
        getBrokerClusterAclConfig: () => ({body: {globalWhiteAddrs, plainAccessConfigs: [...accounts.values()]}}),
      }),
      getBrokerClusterAclInfo: () => ({
        version: version(),
        allAclFileVersion: `{"/opt/rocketmq/conf/plain_acl.yml":${version()}}`,
        brokerName,
        brokerAddr: `${brokerName}:10911`,
        clusterName: 'DefaultCluster',
      }),
      updateAndCreateAclConfig: ({accessKey, secretKey = '', topicPerms, groupPerms, ...rest}) => {
        if (secretKey.length < 7)
          throw new Refusal(
            209,
            `The accessKey=${accessKey} and secretKey=${secretKey} cannot be null and length should longer than 6`,
          )
        accounts.set(accessKey, {
          ...(accounts.get(accessKey) ?? {topicPerms: [], groupPerms: []}),
          ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
          accessKey,
          secretKey,
          // taken away from who is not said to have it
          admin: rest.admin ?? false,
          ...(topicPerms && {topicPerms: topicPerms.split(',')}),
          ...(groupPerms && {groupPerms: groupPerms.split(',')}),
        })
        return changed()
      },
      deleteAclConfig: ({accessKey}) => {
        if (!accounts.delete(accessKey))
          throw new Refusal(210, `The accesskey[${accessKey}] corresponding to accessConfig has been deleted failed.`)
        return changed()
      },
      updateGlobalWhiteAddrsConfig: ({globalWhiteAddrs: addresses}) => {
        globalWhiteAddrs = addresses.split(',')
        return changed()
      },
    }
  }
