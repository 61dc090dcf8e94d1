/** Who may use the broker: access keys with their secrets, checked as 5.x checks users. */
import {timingSafeEqual} from 'node:crypto'
import {requests} from '../protocol/index.js'
import type {AnyRequest} from '../protocol/request.js'
import {responseCode} from '../protocol/response-code.js'
import {type Caller, Refusal} from '../remoting/dispatcher.js'
import {signature} from '../remoting/sign.js'

export interface Account {
  accessKey: string
  secretKey: string
  /** May change topics, groups and settings. */
  admin?: boolean | undefined
}

/** What only admins may send. */
const adminCodes = new Set<number>(
  [
    requests.updateAndCreateTopic,
    requests.updateAndCreateTopicList,
    requests.deleteTopicInBroker,
    requests.updateAndCreateSubscriptiongroup,
    requests.updateAndCreateSubscriptiongroupList,
    requests.deleteSubscriptiongroup,
    requests.updateBrokerConfig,
    requests.invokeBrokerToResetOffset,
    requests.cloneGroupOffset,
    requests.cleanExpiredConsumequeue,
    requests.cleanUnusedTopic,
    requests.deleteExpiredCommitlog,
  ].map(({code}) => code),
)

/** The check that runs before each request. Throws {@link Refusal} with code 16. */
export function accountCheck(accounts: readonly Account[]) {
  const byKey = new Map(accounts.map(account => [account.accessKey, account]))
  return (request: AnyRequest | undefined, {fields, body}: Caller): void => {
    const accessKey = fields['AccessKey']
    if (!accessKey) throw refusal('username cannot be null.')
    const account = byKey.get(accessKey)
    if (!account) throw refusal(`User:${accessKey} is not found.`)
    if (!isSignedBy(account, fields, body)) throw refusal('check signature failed.')
    if (request && adminCodes.has(request.code) && !account.admin)
      throw refusal(`User:${accessKey} has no permission to access ${request.name}, no matched policies.`)
  }
}

const uniqueKeyQuery = '_UNIQUE_KEY_QUERY'

function isSignedBy({secretKey}: Account, fields: Caller['fields'], body: Buffer): boolean {
  const sent = fields['Signature'] ?? ''
  if (equal(sent, signature(fields, body, secretKey))) return true
  // clients up to 4.9.3 sign queries before they add this field
  if (!(uniqueKeyQuery in fields)) return false
  const {[uniqueKeyQuery]: _, ...rest} = fields
  return equal(sent, signature(rest, body, secretKey))
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const refusal = (remark: string): Refusal => new Refusal(responseCode.NO_PERMISSION, remark)
