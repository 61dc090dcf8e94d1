/** Access rules of brokers from 5.3.0 on: what a subject may do with a resource. Each broker keeps its own, a slave too. */
import type {BrokerTarget, Cluster, Where} from '../cluster/cluster.js'
import {type Answers, askEach, fanOut} from '../cluster/fan-out.js'
import {type Failure, MqError} from '../errors.js'
import type {AclInfo} from '../protocol/bodies/auth.js'
import {requests} from '../protocol/index.js'
import {type Infer, list, map, object, optional, str} from '../schema.js'
import {askedOfAuth, isNotThere} from './auth-refusal.js'

export const aclActions = ['All', 'Pub', 'Sub', 'Create', 'Update', 'Delete', 'Get', 'List'] as const
export const aclDecisions = ['Allow', 'Deny'] as const

/** One rule as one broker has it. */
export const accessRule = object('AccessRule', {
  subject: str(),
  /** Custom, or Default: those count where no custom one fits. */
  policyType: str(),
  resource: str(),
  actions: list(str()),
  /** Addresses it is about; missing where it is about all. */
  sourceIps: optional(list(str())),
  decision: optional(str()),
  /** Missing where the broker was named by its address. */
  broker: optional(str()),
  address: str(),
})
export type AccessRule = Infer<typeof accessRule>

export const ruleState = object('RuleState', {
  actions: list(str()),
  sourceIps: optional(list(str())),
  decision: optional(str()),
})
export type RuleState = Infer<typeof ruleState>

/** The rules a change is about, by their resource; `Default ` stands before it where the rule is one of that kind. */
export const ruleStates = object('RuleStates', {rules: map(ruleState)})
export type RuleStates = Infer<typeof ruleStates>
type Rules = RuleStates['rules']

/** What is said of a rule; no source address means all of them. */
export interface RulePatch {
  actions?: string[] | undefined
  sourceIps?: string[] | undefined
  decision?: string | undefined
}

export interface AclTarget extends BrokerTarget {
  subject: string
}

export interface AclChange {
  target: AclTarget
  before: RuleStates | undefined
  after: RuleStates | undefined
}

export interface AclCopyWish {
  from: string
  to: string
  /** All of them when not given. */
  subjects?: readonly string[] | undefined
}

const custom = 'Custom'

export class Acls {
  constructor(private readonly cluster: Cluster) {}

  /** The rules whose subject and resource contain what is given, of each master, in its order. */
  async list(where: Where, filter: {subject?: string | undefined; resource?: string | undefined}) {
    return askEach(await this.cluster.targets(where), async target => {
      const {address} = target
      const args = {subjectFilter: filter.subject, resourceFilter: filter.resource}
      const {body} = await askedOfAuth(this.cluster.invoke(address, requests.authListAcl, args))
      return (body ?? []).flatMap(acl => rowsOf(acl, target))
    })
  }

  /** The rules of one subject on each master; `NOT_FOUND` from those that do not know it. */
  async find(where: Where, subject: string): Promise<Answers<AccessRule[]>> {
    return askEach(await this.cluster.targets(where), async target => {
      const acl = await this.at(target, subject)
      return acl === undefined ? [] : rowsOf(acl, target)
    })
  }

  /** Rules that say all of what is asked for, as `createAcl` puts them: in place of those there are for the same resources. */
  async creations(where: Where, subject: string, resources: readonly string[], rule: RuleState) {
    return this.changesOn(where, subject, (target, old) => ({
      target,
      ...beforeOf(old, resources),
      after: {rules: new Map(resources.map(resource => [resource, rule]))},
    }))
  }

  /** What a patch changes in the rules for some resources. A rule that is not there must be said in full. */
  async changes(where: Where, subject: string, resources: readonly string[], patch: RulePatch) {
    return this.changesOn(where, subject, (target, old) => ({
      target,
      ...beforeOf(old, resources),
      after: {
        rules: new Map(resources.map(resource => [resource, patched(old.get(resource), patch, {target, resource})])),
      },
    }))
  }

  /** All rules of a subject, or the one for a resource. */
  async removals(where: Where, subject: string, resource?: string): Promise<Answers<AclChange>> {
    return this.changesOn(where, subject, (target, old) => ({
      target,
      ...beforeOf(old, resource === undefined ? [...old.keys()] : [resource]),
      after: undefined,
    }))
  }

  /** What it takes for a subject to have these rules for some resources on one broker, and no others for those. */
  async returns(address: string, subject: string, resources: readonly string[], after: RuleStates | undefined) {
    return this.changesOn({broker: address}, subject, (target, old) => ({target, ...beforeOf(old, resources), after}))
  }

  /** What it takes to have the rules of one broker on another; rules for other resources stay there. */
  async copies({from, to, subjects}: AclCopyWish): Promise<Answers<AclChange>> {
    const [source] = (await this.cluster.targets({broker: from})) as [BrokerTarget]
    const [goal] = (await this.cluster.targets({broker: to})) as [BrokerTarget]
    const failures: Failure[] = []
    const wanted = new Map<string, Rules>()
    if (subjects === undefined) {
      const {body} = await askedOfAuth(this.cluster.invoke(source.address, requests.authListAcl, {}))
      for (const acl of body ?? []) wanted.set(acl.subject ?? '', statesOf(acl))
    }
    for (const subject of subjects ?? []) {
      const found = await askEach([source], target => this.at(target, subject))
      failures.push(...found.failures.map(({error}) => ({target: subject, error})))
      for (const acl of found.answers) if (acl) wanted.set(subject, statesOf(acl))
    }
    const {answers, failures: refused} = await fanOut(
      [...wanted],
      ([subject]) => `${subject} on ${goal.label}`,
      async ([subject, rules]): Promise<AclChange> => {
        const target = {...goal, subject, label: `${subject} on ${goal.label}`}
        return {target, ...beforeOf(statesOf(await this.at(goal, subject)), [...rules.keys()]), after: {rules}}
      },
    )
    return {answers, failures: [...failures, ...refused]}
  }

  /** `resource`: the only one to remove; the broker takes all rules away when it is told none. */
  async apply({target: {address, subject}, before, after}: AclChange, resource?: string): Promise<void> {
    const ask: Cluster['invoke'] = (to, request, args) => askedOfAuth(this.cluster.invoke(to, request, args))
    if (after === undefined) await ask(address, requests.authDeleteAcl, {subject, resource})
    else {
      const body = {subject, policies: policiesOf(after.rules)}
      // a broker that has some rules of the subject puts new ones beside them, and replaces those for the same resource
      const request = before === undefined ? requests.authCreateAcl : requests.authUpdateAcl
      await ask(address, request, {subject, body})
    }
  }

  /** Puts rules in the place of others: those that are left over go. */
  async replace({target, before, after}: AclChange): Promise<void> {
    if (after !== undefined) await this.apply({target, before, after})
    const left = [...(before?.rules.keys() ?? [])].filter(name => !after?.rules.has(name))
    for (const name of left) {
      const [resource = '', policyType = custom] = name.split(' ').reverse()
      const gone = {subject: target.subject, policyType, resource}
      await askedOfAuth(this.cluster.invoke(target.address, requests.authDeleteAcl, gone))
    }
  }

  private async changesOn(
    where: Where,
    subject: string,
    change: (target: AclTarget, old: Rules) => AclChange,
  ): Promise<Answers<AclChange>> {
    return askEach(await this.cluster.targets(where, {slaves: true}), async target =>
      change({...target, subject}, statesOf(await this.at(target, subject))),
    )
  }

  /** Undefined where the subject has no rules. */
  private async at({address, label}: BrokerTarget, subject: string): Promise<AclInfo | undefined> {
    try {
      return (await askedOfAuth(this.cluster.invoke(address, requests.authGetAcl, {subject}))).body
    } catch (error) {
      if (!isNotThere(error)) throw error
      throw new MqError('NOT_FOUND', `subject '${subject}' does not exist on ${label}`, {
        facts: {subject},
        cause: error,
        hint: 'mqadmin user list shows the users there are',
      })
    }
  }
}

const nameOf = (policyType: string, resource: string): string =>
  policyType === custom ? resource : `${policyType} ${resource}`

const rowsOf = ({subject = '', policies}: AclInfo, {name, address}: BrokerTarget): AccessRule[] =>
  policies.flatMap(({policyType = custom, entries}) =>
    entries.map(({resource = '', actions, sourceIps, decision}) => ({
      subject,
      policyType,
      resource,
      actions,
      sourceIps,
      decision,
      broker: name,
      address,
    })),
  )

function statesOf(acl: AclInfo | undefined): Rules {
  const entries = (acl?.policies ?? []).flatMap(({policyType = custom, entries}) =>
    entries.map(({resource = '', actions, sourceIps, decision}): [string, RuleState] => [
      nameOf(policyType, resource),
      {actions, sourceIps, decision},
    ]),
  )
  return new Map(entries)
}

function policiesOf(rules: Rules): AclInfo['policies'] {
  const byType = new Map<string, AclInfo['policies'][number]['entries']>()
  for (const [name, rule] of rules) {
    const [resource = '', policyType = custom] = name.split(' ').reverse()
    byType.set(policyType, [...(byType.get(policyType) ?? []), {resource, ...rule}])
  }
  return [...byType].map(([policyType, entries]) => ({policyType, entries}))
}

/** Of the rules there are, those a change is about; undefined where there is none. */
function beforeOf(old: Rules, resources: readonly string[]): {before: RuleStates | undefined} {
  const found = resources.flatMap((resource): [string, RuleState][] => {
    const rule = old.get(resource)
    return rule ? [[resource, rule]] : []
  })
  return {before: found.length > 0 ? {rules: new Map(found)} : undefined}
}

function patched(
  old: RuleState | undefined,
  patch: RulePatch,
  {target: {subject, label}, resource}: {target: AclTarget; resource: string},
): RuleState {
  const actions = patch.actions ?? old?.actions
  const decision = patch.decision ?? old?.decision
  const sourceIps = patch.sourceIps ?? old?.sourceIps
  if (actions === undefined || decision === undefined)
    throw new MqError('NOT_FOUND', `${subject} has no rule for ${resource} on ${label}`, {
      facts: {subject, resource},
      hint: `mqadmin acl get ${subject} shows the rules there are; a new one needs both actions and decision`,
    })
  return {actions, decision, ...(sourceIps?.length ? {sourceIps} : {})}
}
