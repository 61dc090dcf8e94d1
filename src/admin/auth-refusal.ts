/** What brokers answer to requests about users and access rules when they have none: their words say little about the cause. */
import {asMqError, type MqError, ServerError} from '../errors.js'
import {responseCode} from '../protocol/response-code.js'

/** A broker with authentication off fails on its own (`AuthenticationMetadataManagerImpl`, `AuthorizationMetadataManagerImpl`). */
const switchedOff = /^An system error occurred, please try again later|MetadataProvider is not configured/

/** The absent of a 5.x broker, which has no code of its own for it. */
const notThere = /^The (user|subject|acl)( of \S+)? is not exist/

const howToSwitchOn =
  'authentication is off there: set authenticationEnabled, authenticationProvider, authenticationMetadataProvider, initAuthenticationUser and innerClientAuthenticationCredentials (for rules also those of authorization) in its broker.conf and restart it: docs/security.md has the lines'

const tooOld = 'users and rules exist from 5.3.0 on; brokers 4.x keep accounts in plain_acl.yml: mqadmin acl4 get'

const tooNew =
  'accounts of plain_acl.yml ended with 5.3.3; brokers from 5.3.0 on have users and rules: mqadmin user list, mqadmin acl list'

const aclOff = 'set aclEnable=true in its broker.conf, write its conf/plain_acl.yml and restart it'

/** What the numbers are called on brokers 4.x; later ones gave them away. */
const failedNames: Readonly<Record<number, string>> = {
  209: 'UPDATE_AND_CREATE_ACL_CONFIG_FAILED',
  210: 'DELETE_ACL_CONFIG_FAILED',
  211: 'UPDATE_GLOBAL_WHITE_ADDRS_CONFIG_FAILED',
}

/** Awaits what was asked about users or rules of a 5.x broker; its refusal says what to do. */
export async function askedOfAuth<T>(asking: Promise<T>): Promise<T> {
  return await asking.catch(thrown => {
    throw withHint(asMqError(thrown), authHint)
  })
}

/** The same of the ACL file of a 4.x broker. Its words may hold the secret key that it did not like. */
export async function askedOfAcl4<T>(asking: Promise<T>): Promise<T> {
  return await asking.catch(thrown => {
    const error = withHint(asMqError(thrown), acl4Hint)
    const {responseCode: answer = 0, remark} = error.facts
    const responseName = failedNames[answer]
    if (responseName === undefined) throw error
    const facts = {...error.facts, responseName, remark: remark && withoutSecret(remark)}
    throw new ServerError('SERVER_REFUSED', withoutSecret(error.message), {facts, hint: error.hint, cause: error.cause})
  })
}

const withoutSecret = (words: string): string => words.replace(/secretKey=\S+/g, 'secretKey=***')

export const isNotThere = (error: unknown): boolean => error instanceof ServerError && notThere.test(error.remark ?? '')

function authHint({code, facts: {responseCode: answer, remark = ''}}: MqError): string | undefined {
  if (answer === responseCode.SYSTEM_ERROR && switchedOff.test(remark)) return howToSwitchOn
  return code === 'NOT_SUPPORTED' && !remark.includes('embedded') ? tooOld : undefined
}

/** Without ACL a 4.x broker has no validator: a NullPointerException for a remark, or no answer at all. */
function acl4Hint({code, facts: {responseCode: answer, remark}}: MqError): string | undefined {
  if (code === 'TIMEOUT') return `a broker with aclEnable off does not answer this: ${aclOff}`
  if (code === 'NOT_SUPPORTED') return remark?.includes('embedded') ? undefined : tooNew
  const failed = answer !== undefined && answer in failedNames
  if (!failed) return undefined
  if (remark === undefined || /\bAccessValidator\b/.test(remark)) return `aclEnable is off there: ${aclOff}`
  return `mqadmin explain ${answer}`
}

function withHint(error: MqError, hintOf: (error: MqError) => string | undefined): MqError {
  const hint = hintOf(error)
  if (hint !== undefined) Object.assign(error, {hint})
  return error
}
