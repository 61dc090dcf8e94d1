/** The request table: what the client, the embedded servers and `docs/protocol.md` read. */
import type {AnyRequest, Role} from './request.js'
import * as acl4 from './requests/acl4.js'
import * as assignment from './requests/assignment.js'
import * as auth from './requests/auth.js'
import * as broker from './requests/broker.js'
import * as client from './requests/client.js'
import * as controller from './requests/controller.js'
import * as group from './requests/group.js'
import * as ha from './requests/ha.js'
import * as lite from './requests/lite.js'
import * as message from './requests/message.js'
import * as nameServer from './requests/name-server.js'
import * as offset from './requests/offset.js'
import * as pop from './requests/pop.js'
import * as push from './requests/push.js'
import * as registration from './requests/registration.js'
import * as route from './requests/route.js'
import * as send from './requests/send.js'
import * as store from './requests/store.js'
import * as topic from './requests/topic.js'
import * as topicList from './requests/topic-list.js'
import * as transaction from './requests/transaction.js'

export const requests = {
  ...acl4,
  ...auth,
  ...controller,
  ...ha,
  ...lite,
  ...pop,
  ...store,
  ...assignment,
  ...broker,
  ...client,
  ...group,
  ...message,
  ...nameServer,
  ...offset,
  ...push,
  ...registration,
  ...route,
  ...send,
  ...topic,
  ...topicList,
  ...transaction,
}

/** Served by the broker and passed on to a client under the same code. */
const forwarded: readonly number[] = [requests.getConsumerRunningInfo.code, requests.consumeMessageDirectly.code]

const byCode = new Map<string, AnyRequest>()
for (const request of Object.values(requests) as AnyRequest[]) {
  byCode.set(`${request.to} ${request.code}`, request)
  if (forwarded.includes(request.code)) byCode.set(`client ${request.code}`, request)
}

/** The request that a peer of this role serves under a code. */
export const requestByCode = (code: number, role: Role): AnyRequest | undefined => byCode.get(`${role} ${code}`)
