/** How Java's mqadmin lists users and access rules. What it prints of passwords and secret keys is covered. */
import {javaFormat, lines} from './classic.js'
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
