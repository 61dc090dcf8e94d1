/**
 * Request signing, the same for ACL 1.0 and ACL 2.0 (`AclUtils#combineRequestContent`, `AclSigner#calSignature`): the values of
 * all extFields in the order of their names (UTF-16), then the body, HMAC-SHA1 with the secret key, Base64.
 */
import {createHmac} from 'node:crypto'
import type {HeaderFields} from '../protocol/request.js'

export interface Credentials {
  accessKey: string
  secretKey: string
  securityToken?: string | undefined
}

/** Adds `AccessKey`, `SecurityToken` and `Signature` to the fields of a request. */
export function signFields(fields: HeaderFields, body: Buffer, credentials: Credentials): HeaderFields {
  const signed: HeaderFields = {...fields, AccessKey: credentials.accessKey}
  if (credentials.securityToken) signed['SecurityToken'] = credentials.securityToken
  return {...signed, Signature: signature(signed, body, credentials.secretKey)}
}

export function signature(fields: HeaderFields, body: Buffer, secretKey: string): string {
  const hmac = createHmac('sha1', secretKey)
  for (const name of Object.keys(fields).sort()) if (name !== 'Signature') hmac.update(fields[name] as string, 'utf8')
  return hmac.update(body).digest('base64')
}
