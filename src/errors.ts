/**
 * Every error the project raises, and the one table that says what each means: its exit status, whether the same call may be
 * repeated, and what to try next. Only `cli` turns an error into text and a status.
 */

/** Exit statuses of the command line (see README). */
export const exitStatus = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  credentials: 4,
  unreachable: 5,
  partial: 6,
  interrupted: 130,
} as const

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus]

/** In which step of talking to a server an error came up. */
export type Phase = 'resolve' | 'connect' | 'tls' | 'sign' | 'send' | 'answer' | 'decode'

export interface ErrorFacts {
  /** `host:port` of the peer. */
  address?: string | undefined
  /** What the peer is: 'name server', 'broker', 'controller'. */
  role?: string | undefined
  /** Name of the broker behind the address, where it is known. */
  brokerName?: string | undefined
  /** Java's name of the request, e.g. `GET_MAX_OFFSET`. */
  request?: string | undefined
  phase?: Phase | undefined
  responseCode?: number | undefined
  responseName?: string | undefined
  /** The server's own words. */
  remark?: string | undefined
  elapsedMs?: number | undefined
  [fact: string]: unknown
}

interface ErrorRule {
  status: ExitStatus
  /** May the same call be repeated without harm, when nothing had been sent? */
  retriable: boolean
  hint?: string
}

/** code → what it means for the caller. */
export const errorTable = {
  // the server said no (finer rules by response code: see responseRules)
  SERVER_REFUSED: {status: 1, retriable: false},
  NOT_FOUND: {status: 3, retriable: false},
  NO_PERMISSION: {
    status: 4,
    retriable: false,
    hint: 'check the access key, its permissions and the secret: mqadmin context show',
  },
  NOT_SUPPORTED: {
    status: 1,
    retriable: false,
    hint: 'the server is too old or is another kind of server: mqadmin cluster list shows versions',
  },
  NOT_APPLIED: {
    status: 1,
    retriable: false,
    hint: 'the server accepted the change but does not show it: read it again, and look at the server log',
  },
  NOT_TRIED: {status: 1, retriable: true, hint: 'mend what failed before it and run it again'},
  // network
  NO_NAME_SERVER: {
    status: 5,
    retriable: true,
    hint: 'check the name server addresses (-n, NAMESRV_ADDR or the context) and that one is running',
  },
  UNREACHABLE: {
    status: 5,
    retriable: true,
    hint: 'check that the address is right, reachable from here and that the server is running',
  },
  CONNECTION_LOST: {
    status: 5,
    retriable: true,
    hint: 'look at the server log: it closed the connection before it answered',
  },
  TIMEOUT: {
    status: 5,
    retriable: true,
    hint: 'the server may be overloaded or hung: try a longer --request-timeout, or look at the server log',
  },
  TLS_FAILED: {status: 5, retriable: false, hint: 'check --tls, --tls-ca and that the server speaks TLS on this port'},
  // decode
  BAD_FRAME: {
    status: 1,
    retriable: false,
    hint: 'the peer does not speak the RocketMQ remoting protocol: check the port',
  },
  BAD_BODY: {
    status: 1,
    retriable: false,
    hint: 'the answer did not have the expected shape: please report it with --verbose output',
  },
  // usage
  USAGE: {status: 2, retriable: false},
  READ_ONLY: {status: 2, retriable: false, hint: 'the context is read-only: use another --context'},
  CONFIRMATION_NEEDED: {status: 2, retriable: false, hint: 'add --yes to go ahead'},
  // credentials and settings
  BAD_CREDENTIALS: {status: 4, retriable: false, hint: 'a configured credential could not be read: nothing was sent'},
  BAD_SETTINGS: {status: 2, retriable: false},
  // nodes and files
  NODE_FAILED: {status: 1, retriable: false},
  PORT_IN_USE: {
    status: 1,
    retriable: false,
    hint: 'stop what listens there, or choose another port (0 picks a free one)',
  },
  FOLDER_IN_USE: {status: 1, retriable: false, hint: 'another node has this folder open: mqadmin node list'},
  STORE_FAILED: {status: 1, retriable: false},
  FILE_FAILED: {status: 1, retriable: false, hint: 'check that the folder exists, has room and may be written by you'},
  // many targets
  PARTIAL: {status: 6, retriable: false},
  NOT_DURABLE: {
    status: 6,
    retriable: false,
    hint: 'do not send it again: the master has it; look at its disk and its slaves (mqadmin ha status)',
  },
  NOT_UNDOABLE: {
    status: 1,
    retriable: false,
    hint: 'mqadmin journal show has what was there before: put it back by hand',
  },
  CHANGED_SINCE: {status: 1, retriable: false, hint: 'look at it, and add --force to put it back all the same'},
  DECLINED: {status: 1, retriable: false},
  INTERRUPTED: {status: 130, retriable: false},
  INTERNAL: {status: 1, retriable: false, hint: 'this is a fault of mqadmin: please report it with --verbose output'},
} as const satisfies Record<string, ErrorRule>

export type ErrorCode = keyof typeof errorTable

interface ErrorOptions {
  facts?: ErrorFacts
  cause?: unknown
  /** Replaces the table's next step. */
  hint?: string | undefined
}

/** Base of all our errors. `code` is stable; `facts` carry what the message says, for JSON. */
export class MqError extends Error {
  readonly code: ErrorCode
  readonly facts: ErrorFacts
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause})
    this.name = new.target.name
    this.code = code
    this.facts = options.facts ?? {}
    const rule: ErrorRule = errorTable[code]
    this.hint = options.hint ?? rule.hint
  }

  get status(): ExitStatus {
    return errorTable[this.code].status
  }
}

/**
 * What a response code means for the caller, where it is not just "refused". 16 is both "your key may not" and "the topic or
 * broker is closed for everybody"; brokers 4.x report their ACL as code 1: {@link classifyResponse} tells them apart.
 */
const responseRules: Record<number, {code: ErrorCode; hint?: string}> = {
  2: {code: 'SERVER_REFUSED', hint: 'the server is overloaded: try again in a moment'},
  3: {code: 'NOT_SUPPORTED'},
  14: {
    code: 'SERVER_REFUSED',
    hint: 'the broker does not take messages: look at its disk space and role (mqadmin broker status)',
  },
  16: {code: 'NO_PERMISSION'},
  17: {code: 'NOT_FOUND'},
  22: {code: 'NOT_FOUND'},
  26: {code: 'NOT_FOUND'},
  206: {code: 'NOT_FOUND', hint: 'no client of this group is connected: mqadmin group list shows the groups'},
  208: {code: 'NOT_FOUND'},
  211: {code: 'NOT_FOUND'},
  215: {code: 'SERVER_REFUSED', hint: 'the server limits this client: try again more slowly'},
  2010: {code: 'NOT_FOUND'},
  2012: {
    code: 'SERVER_REFUSED',
    hint: 'only a replica that is alive and in sync can become the master: mqadmin ha sync-state',
  },
  3001: {code: 'NOT_FOUND'},
  3002: {code: 'NOT_FOUND'},
}

const closedForEverybody =
  /^(the (broker|topic|consumer group)\[|sending message to topic|subscription group no permission|can not update config)/i

/** Brokers 5.x answer 16 to whatever is wrong with a user or a rule, too. */
const wrongUserOrRule = /^The (user is existed|resource is|actions? |decision is|source ip is|policies|policy entries)/
/** `AbstractAuthorizationHandler`; 4.x: `PlainPermissionManager#checkPerm`. */
const missingRight = /(User:\S+) has no permission to access (\S+) from \S+, (no matched|the decision is deny)?/
const missingAdmin = /Need admin permission for request code=\d+, but accessKey=(\S+) is not/

export function classifyResponse(responseCode: number, remark: string | undefined): {code: ErrorCode; hint: string} {
  const {code, hint} = ruleFor(responseCode, remark)
  const {hint: usual}: ErrorRule = errorTable[code]
  return {code, hint: hint ?? usual ?? `mqadmin explain ${responseCode}`}
}

function ruleFor(responseCode: number, remark: string | undefined): {code: ErrorCode; hint?: string} {
  if (responseCode === 3 && remark?.includes('by the embedded broker')) return {code: 'NOT_SUPPORTED', hint: realBroker}
  if (responseCode === 1 && remark?.includes('AclException')) return {code: 'NO_PERMISSION', ...rightsHint(remark)}
  if (responseCode === 16 && remark !== undefined) {
    if (closedForEverybody.test(remark) || wrongUserOrRule.test(remark)) return {code: 'SERVER_REFUSED'}
    return {code: 'NO_PERMISSION', ...rightsHint(remark)}
  }
  return responseRules[responseCode] ?? {code: 'SERVER_REFUSED'}
}

const realBroker = 'a real broker does it: mqadmin node start --engine java'

function rightsHint(remark: string): {hint?: string} {
  const [, subject, resource, why] = missingRight.exec(remark) ?? []
  if (why === 'no matched')
    return {
      hint: `a Super user can allow it: mqadmin acl create ${subject} --resources ${resource} --actions … --decision Allow`,
    }
  if (subject !== undefined) return {hint: `a rule says so: mqadmin acl get ${subject} shows it to a Super user`}
  const [, account] = missingAdmin.exec(remark) ?? []
  return account === undefined ? {} : {hint: `an administrator can make it one: mqadmin acl4 set ${account} --admin`}
}

/** The server answered with a code that is not success. */
export class ServerError extends MqError {
  get responseCode(): number {
    return this.facts.responseCode as number
  }
  get remark(): string | undefined {
    return this.facts.remark
  }
}

/** The network failed. `sent` says whether the request may have reached the server: if so a write must not be repeated blindly. */
export class NetworkError extends MqError {
  readonly sent: boolean
  constructor(code: ErrorCode, message: string, options: ErrorOptions & {sent: boolean}) {
    super(code, message, options)
    this.sent = options.sent
  }
}

/** Bytes or a body that are not what they should be. */
export class DecodeError extends MqError {
  constructor(message: string, options: ErrorOptions & {code?: ErrorCode} = {}) {
    super(options.code ?? 'BAD_BODY', message, options)
  }
}

/** The command line, a setting or a value is wrong; nothing was sent. */
export class UsageError extends MqError {
  constructor(message: string, options: ErrorOptions & {code?: ErrorCode} = {}) {
    super(options.code ?? 'USAGE', message, options)
  }
}

export interface Failure {
  /** Who failed: an address, a broker name, a topic. */
  target: string
  error: MqError
}

/** Some or all of many targets failed. Status 6 when one succeeded; otherwise their common status, else 1. */
export class PartialError extends MqError {
  readonly failures: readonly Failure[]
  readonly succeeded: number

  /** Of a target that failed more than once, the first failure is told. */
  constructor(all: readonly Failure[], succeeded: number) {
    const failures = all.filter(({target}, at) => all.findIndex(other => other.target === target) === at)
    super('PARTIAL', `${failures.length} of ${failures.length + succeeded} failed`, {
      facts: {failed: failures.length, succeeded},
    })
    this.failures = failures
    this.succeeded = succeeded
  }

  override get status(): ExitStatus {
    if (this.succeeded > 0) return exitStatus.partial
    // what was not tried failed for the reason that something else did
    const tried = this.failures.filter(({error}) => error.code !== 'NOT_TRIED')
    const statuses = new Set((tried.length > 0 ? tried : this.failures).map(({error}) => error.status))
    const [first] = statuses
    return statuses.size === 1 && first !== undefined ? first : exitStatus.failed
  }
}

/** Any thrown value as one of ours; what is neither ours nor said by the system of a file is a fault of the program. */
export function asMqError(thrown: unknown): MqError {
  if (thrown instanceof MqError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const {code, path, syscall} = (thrown ?? {}) as {code?: string; path?: string; syscall?: string}
  if (syscall !== undefined && (path !== undefined || diskTroubles.has(code ?? '')))
    return new MqError('FILE_FAILED', message, {cause: thrown, facts: {file: path, systemCode: code}})
  return new MqError('INTERNAL', message, {cause: thrown})
}

/** Of writes, whose errors name no file. */
const diskTroubles = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EROFS'])
