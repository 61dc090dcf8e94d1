/** The request table: what the client, the embedded servers and `docs/protocol.md` read. */
import * as topic from './requests/topic.js'

export const requests = {...topic}
