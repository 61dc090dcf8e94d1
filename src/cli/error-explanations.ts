/** What each error of our own means, for `explain`; what it does to the exit status is in `errors.ts`. */
import type {ErrorCode} from '../errors.js'
import type {Explanation} from '../protocol/explanations.js'

export const errorExplanations: Readonly<Record<ErrorCode, Explanation>> = {
  SERVER_REFUSED: {
    meaning: 'A server answered, and the answer was no.',
    causes: ['the response code and the remark in the message say why'],
    cures: ['mqadmin explain with that code'],
  },
  NOT_FOUND: {
    meaning: 'The topic, group, message, broker, user or cluster asked for does not exist.',
    causes: ['the name is misspelt', 'it is another cluster than meant'],
    cures: ['mqadmin context show: which cluster is asked, and why', 'the list command of the same noun'],
  },
  NO_PERMISSION: {
    meaning: 'A server did not accept the account, its signature, or its right to do this.',
    causes: ['no credentials, or those of another cluster', 'a wrong secret', 'the account lacks the right'],
    cures: ['mqadmin context show: whose credentials, from where', 'mqadmin context test signs a harmless question'],
  },
  NOT_SUPPORTED: {
    meaning: 'The server does not know this kind of request.',
    causes: ['its release is too old, or newer than the request', 'the address belongs to another kind of server'],
    cures: ['mqadmin cluster list shows the releases'],
  },
  NOT_APPLIED: {
    meaning: 'A server said yes to a change, and reading it back shows that nothing changed.',
    causes: ['another change came between', 'the server needs a restart for it', 'a fault of the server'],
    cures: ['run the command again: it shows what is still to do', 'look at the log of the server'],
  },
  NOT_TRIED: {
    meaning: 'A step was left out, since one before it failed.',
    causes: ['what comes first could not be done: the other lines of the error say why'],
    cures: ['mend that and run the command again'],
  },
  NO_NAME_SERVER: {
    meaning: 'None of the name servers answered.',
    causes: ['wrong addresses', 'they are down, or a firewall is between'],
    cures: ['mqadmin context show: which addresses, from where', 'mqadmin context test tries each'],
  },
  UNREACHABLE: {
    meaning: 'No connection came about; nothing was sent.',
    causes: [
      'the server is down, or the port is wrong',
      'the broker advertises an address that cannot be reached from here, as brokers in containers do',
    ],
    cures: ['start it, or correct the address', "--broker-map 'ADVERTISED=REACHABLE', or brokerIP1 on the broker"],
  },
  CONNECTION_LOST: {
    meaning: 'The server closed the connection before it answered; whether it did what was asked is not known.',
    causes: ['it stopped or crashed', 'it wants TLS on this port', 'something between cuts connections'],
    cures: ['look whether it was done before you repeat a change', 'look at the log of the server; try --tls'],
  },
  TIMEOUT: {
    meaning: 'The time was over before the answer came; whether the server did what was asked is not known.',
    causes: ['the server is overloaded or hung', 'much to do, and little time: --timeout, --request-timeout'],
    cures: ['look whether it was done before you repeat a change', 'give more time', 'mqadmin broker status'],
  },
  TLS_FAILED: {
    meaning: 'The connection stood, and TLS failed on it.',
    causes: [
      'the certificate is expired, not signed by the authorities given, or for another name',
      'the server does not speak TLS on this port',
      'the server wants a client certificate',
    ],
    cures: ['--tls-ca, --tls-server-name; --tls-cert and --tls-key', '--tls-insecure only for tests'],
  },
  BAD_FRAME: {
    meaning: 'What came back is not the remoting protocol of RocketMQ.',
    causes: ['the port belongs to something else: HTTP, gRPC of a proxy, replication'],
    cures: ['check the port: 9876 for name servers, 10911 for brokers, 8080 and 8081 for proxies'],
  },
  BAD_BODY: {
    meaning: 'A server answered with a body that could not be read.',
    causes: ['a release that mqadmin does not know yet', 'a fault of mqadmin'],
    cures: ['report it, with the output of --verbose'],
  },
  USAGE: {
    meaning: 'The command line is wrong; nothing was sent.',
    causes: ['an unknown command or option, a missing or impossible value'],
    cures: ['--help of the command'],
  },
  READ_ONLY: {
    meaning: 'The context allows no changes; nothing was sent.',
    causes: ['readOnly is set in it'],
    cures: ['--dry-run shows what would change', 'another --context, or context add --replace without --read-only'],
  },
  CONFIRMATION_NEEDED: {
    meaning: 'This destroys something, and nobody was there to ask; nothing was sent.',
    causes: ['a script without --yes', 'a protected context without --confirm'],
    cures: ['--dry-run first, then --yes'],
  },
  BAD_CREDENTIALS: {
    meaning: 'Credentials are configured and cannot be used; nothing was sent, not even unsigned.',
    causes: [
      'an access key without its secret, or the other way round',
      'a secret key file, certificate or tools.yml that is missing, unreadable or broken',
    ],
    cures: ['mend the file that the message names', 'mqadmin context show tells where each setting comes from'],
  },
  BAD_SETTINGS: {
    meaning: 'A settings file or variable says something impossible; nothing was sent.',
    causes: ['a typing error in config.yaml, .mqadmin.yaml or MQADMIN_…', 'a context that is not there'],
    cures: ['mend the line that the message names', 'mqadmin context list; mqadmin context use'],
  },
  NODE_FAILED: {
    meaning: 'A node did not start, stop or answer as it should.',
    causes: ['its log has the reason: no memory, a wrong setting, a damaged store'],
    cures: ['mqadmin node logs', 'mqadmin node status'],
  },
  PORT_IN_USE: {
    meaning: 'Something listens on the port already.',
    causes: ['another node, or an earlier one that is still running'],
    cures: ['mqadmin node list', 'another port; 0 takes a free one'],
  },
  FOLDER_IN_USE: {
    meaning: 'Another node has the folder open.',
    causes: ['a node that is running, ours or a Java broker'],
    cures: ['mqadmin node list; stop it, or use another folder'],
  },
  STORE_FAILED: {
    meaning: 'The embedded broker could not read or write its files.',
    causes: ['a full or read-only disk', 'files that something else changed'],
    cures: ['make room; mqadmin node logs'],
  },
  FILE_FAILED: {
    meaning: 'A file could not be written.',
    causes: ['no such folder, no room, or no right to write there'],
    cures: ['make the folder writable, or choose another'],
  },
  PARTIAL: {
    meaning: 'Some of several targets failed; each is named.',
    causes: ['one broker or name server of many is down or says no'],
    cures: ['mend that target and run the command again: what is done already stays as it is'],
  },
  NOT_DURABLE: {
    meaning: 'The message is on the master, but disk or slave did not confirm it in time.',
    causes: ['a slow disk with SYNC_FLUSH', 'a SYNC_MASTER whose slave is down or slow'],
    cures: ['do not send it again', 'mqadmin ha status; mqadmin broker status'],
  },
  NOT_UNDOABLE: {
    meaning: 'What the journal has of a change is not enough to put it back.',
    causes: ['it sent, moved or removed messages', 'there was nothing before it that could be written again'],
    cures: ['mqadmin journal show shows what was there before'],
  },
  CHANGED_SINCE: {
    meaning: 'What is to be put back is not as the change left it: somebody changed it again.',
    causes: ['another change came later', 'a consumer group has consumed since its offsets were moved'],
    cures: ['mqadmin journal list shows later changes of this user', 'add --force to put it back all the same'],
  },
  DECLINED: {
    meaning: 'The question was answered with no; nothing was changed.',
    causes: ['somebody said no'],
    cures: ['--dry-run shows what would change'],
  },
  INTERRUPTED: {
    meaning: 'Ended by Ctrl-C or a signal.',
    causes: ['somebody or something stopped it'],
    cures: ['look what was done already before you repeat a change'],
  },
  INTERNAL: {
    meaning: 'A fault of mqadmin itself.',
    causes: ['a case nobody thought of'],
    cures: ['report it, with the output of --verbose'],
  },
}
