/** How Java's mqadmin lists users and access rules. What it prints of passwords and secret keys is covered. */
import {javaDate, javaFormat, javaPatterns, lines} from './classic.js'
import {javaAddressOrder} from './java-brokers.js'
import {javaString} from './java-text.js'

interface OnBroker {
  broker?: string | undefined
  address: string
}

interface UserRow extends OnBroker {
  username: string
  userType?: string | undefined
  userStatus?: string | undefined
}

interface RuleRow extends OnBroker {
  subject: string
  policyType: string
  resource: string
  actions: readonly string[]
  sourceIps?: readonly string[] | undefined
  decision?: string | undefined
}

export const coveredSecret = '***'

const userLayout = '%-16s  %-22s  %-22s  %-22s%n'
const userLines = lines<UserRow>(userLayout, ({username, userType, userStatus}) => [
  username,
  coveredSecret,
  userType,
  userStatus,
])
const userHead = lines(userLayout, () => ['#UserName', '#Password', '#UserType', '#UserStatus'])([0])

const ruleLayout = '%-16s  %-10s  %-22s  %-20s  %-24s  %-10s%n'
const ruleLines = lines<RuleRow>(ruleLayout, ({subject, policyType, resource, actions, sourceIps, decision}) => [
  subject,
  policyType,
  resource,
  javaString(actions),
  javaString(sourceIps),
  decision,
])
const ruleHead = lines(ruleLayout, () => [
  '#Subject',
  '#PolicyType',
  '#Resource',
  '#Actions',
  '#SourceIp',
  '#Decision',
])([0])

/** The users of the first broker that has any, and its address; nothing where none has. */
export function javaUsers(users: readonly UserRow[]): {text: string; address: string} | undefined {
  const [address] = javaAddressOrder(users)
  if (address === undefined) return undefined
  return {text: userHead + userLines(users.filter(user => user.address === address)), address}
}

/** A table for each broker that has rules. */
export const javaRules = (rules: readonly RuleRow[]): string =>
  javaAddressOrder(rules)
    .map(address => ruleHead + ruleLines(rules.filter(rule => rule.address === address)))
    .join('')

/** A line with the address of each broker that a command went to. */
export const brokerLines = (layout: string, targets: readonly {name: string | undefined; address: string}[]): string =>
  javaAddressOrder(targets.map(({name, address}) => ({broker: name, address})))
    .map(address => javaFormat(layout, address))
    .join('')

interface AccountRow extends OnBroker {
  accessKey: string
  admin: boolean
  whiteRemoteAddress?: string | undefined
  defaultTopicPerm?: string | undefined
  defaultGroupPerm?: string | undefined
  topicPerms: readonly string[]
  groupPerms: readonly string[]
}

interface AclFilesOf {
  brokers: readonly OnBroker[]
  whiteAddresses: readonly (OnBroker & {whiteAddress: string})[]
  accounts: readonly AccountRow[]
}

const listText = (items: readonly string[]): string => (items.length > 0 ? javaString(items) : '')

const accountText = (account: AccountRow): string =>
  [
    ['accessKey', account.accessKey],
    ['secretKey', coveredSecret],
    ['whiteRemoteAddress', account.whiteRemoteAddress ?? ''],
    ['admin', account.admin],
    ['defaultTopicPerm', account.defaultTopicPerm ?? ''],
    ['defaultGroupPerm', account.defaultGroupPerm ?? ''],
    ['topicPerms', listText(account.topicPerms)],
    ['groupPerms', listText(account.groupPerms)],
  ]
    .map(([name, value]) => javaFormat('  %-18s: %s%n', name, value))
    .join('')

/** The accounts of each broker, as mqadmin 4.9.7 shows them; later ones have no such command. */
export const javaAclFiles = ({brokers, whiteAddresses, accounts}: AclFilesOf): string =>
  javaAddressOrder(brokers)
    .map(address => {
      const white = whiteAddresses.filter(one => one.address === address).map(one => one.whiteAddress)
      const own = accounts.filter(one => one.address === address).map(account => `${accountText(account)}\n`)
      return javaFormat('%nglobalWhiteRemoteAddresses: %s%n%naccounts:%n', javaString(white)) + own.join('')
    })
    .join('')

interface VersionRow extends OnBroker {
  cluster: string
  broker: string
  file?: string | undefined
  version: number
  changedAt: number
}

const versionLayout = '%-16s  %-22s  %-22s  %-20s  %-22s  %-22s%n'
const versionHead = lines(versionLayout, () => [
  '#Cluster Name',
  '#Broker Name',
  '#Broker Addr',
  '#AclFilePath',
  '#AclConfigVersionNum',
  '#AclLastUpdateTime',
])([0])

interface VersionsOf {
  of: 'cluster' | 'broker'
  /** The last line says that it all went well. */
  complete: boolean
  zone: string | undefined
}

/** As mqadmin 4.9.8 shows them. It leaves out a broker that does not tell its files. */
export function javaAclVersions(versions: readonly VersionRow[], {of, complete, zone}: VersionsOf): string {
  const body = javaAddressOrder(versions)
    .flatMap(address => versions.filter(one => one.address === address && one.file !== undefined))
    .map(({cluster, broker, address, file, version, changedAt}) =>
      javaFormat(
        versionLayout,
        cluster,
        broker,
        address,
        file,
        String(version),
        javaDate(changedAt, javaPatterns.seconds, zone),
      ),
    )
  const end = complete ? javaFormat("get %s's plain access config version success.%n", of) : ''
  return (of === 'cluster' ? versionHead : '') + body.join('') + end
}
