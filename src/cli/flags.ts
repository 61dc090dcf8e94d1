/**
 * Flags every command has. None has a letter (those belong to Java's options, which the argv adapter turns into these names) and
 * none has a default or reads the environment here: `resolveSettings` decides, so that each value's origin is known.
 */
import {Flags} from '@oclif/core'
import {formats} from '../view/formats.js'
import {durationOf} from './duration.js'

/** A span of time in milliseconds: `2s`, `500ms`, `1m30s`; 0 is none. */
export const durationFlag = Flags.custom<number>({
  helpValue: '2s',
  parse: async (text, _context, flag) => durationOf(text, `--${flag.name}`),
})

const connection = 'CONNECTION'
const output = 'OUTPUT'

export const connectionFlags = {
  namesrvAddr: Flags.string({
    summary: 'Name servers, with ; or , between them.',
    description: 'Also NAMESRV_ADDR, or nameServers of a context. Without any: 127.0.0.1:9876.',
    helpValue: 'HOST:PORT;…',
    helpGroup: connection,
  }),
  context: Flags.string({
    summary: 'Take the settings of this context.',
    description: 'Also MQADMIN_CONTEXT. Without it: the one that context use chose.',
    helpValue: 'NAME',
    helpGroup: connection,
  }),
  'access-key': Flags.string({
    summary: 'Sign requests as this account.',
    description: 'Also MQADMIN_ACCESS_KEY. Without it: the context, then conf/tools.yml under ROCKETMQ_HOME.',
    helpValue: 'KEY',
    helpGroup: connection,
  }),
  'secret-key-file': Flags.string({
    summary: 'File that holds the secret key of the account.',
    description:
      'Or the secret itself in MQADMIN_SECRET_KEY. There is no flag for it: command lines are seen by others.',
    helpValue: 'FILE',
    helpGroup: connection,
  }),
  tls: Flags.boolean({
    summary: 'Speak TLS with name servers and brokers.',
    description: 'Also MQADMIN_TLS. Any other --tls flag turns it on too.',
    allowNo: true,
    helpGroup: connection,
  }),
  'tls-ca': Flags.string({
    summary: 'PEM file of the authorities to trust.',
    description: 'Also MQADMIN_TLS_CA.',
    helpValue: 'FILE',
    helpGroup: connection,
  }),
  'tls-cert': Flags.string({
    summary: 'PEM file of the client certificate.',
    description: 'Also MQADMIN_TLS_CERT.',
    helpValue: 'FILE',
    helpGroup: connection,
  }),
  'tls-key': Flags.string({
    summary: 'PEM file of the key of the client certificate.',
    description: 'Also MQADMIN_TLS_KEY.',
    helpValue: 'FILE',
    helpGroup: connection,
  }),
  'tls-insecure': Flags.boolean({
    summary: 'Do not check who answers.',
    description: 'Also MQADMIN_TLS_INSECURE. For servers with a self-signed test certificate.',
    helpGroup: connection,
  }),
  'tls-server-name': Flags.string({
    summary: 'Name that the certificate of the servers must have, where it is not that of the address.',
    description: 'Also MQADMIN_TLS_SERVER_NAME.',
    helpValue: 'NAME',
    helpGroup: connection,
  }),
  'broker-map': Flags.string({
    summary: 'Replace addresses that brokers advertise by ones reachable from here.',
    description: 'Also MQADMIN_BROKER_MAP. Several rules with ; or , between them; * stands for any host or any port.',
    helpValue: 'A:PORT=B:PORT',
    helpGroup: connection,
  }),
  timeout: durationFlag({
    summary: 'Longest time the whole command may take; 0 is no limit.',
    description: 'Also MQADMIN_TIMEOUT. Without it: 30s.',
    helpGroup: connection,
  }),
  'request-timeout': durationFlag({
    summary: 'Longest time one exchange with a server may take.',
    description: 'Also MQADMIN_REQUEST_TIMEOUT. Without it: 5s, or what the request needs.',
    helpGroup: connection,
  }),
}

export const outputFlags = {
  output: Flags.option({options: formats})({
    summary: 'Form of the answer.',
    description: 'Also MQADMIN_OUTPUT. Without it: table on a terminal, else plain (classic for the names of Java).',
    helpGroup: output,
  }),
  utc: Flags.boolean({
    summary: 'Show times in UTC.',
    description: 'Also MQADMIN_UTC. Without it: the zone of this machine.',
    allowNo: true,
    helpGroup: output,
  }),
  quiet: Flags.boolean({summary: 'Print no notes, warnings or progress.', helpGroup: output, exclusive: ['verbose']}),
  verbose: Flags.boolean({
    summary: 'Tell on stderr what is asked of whom, and where errors came from.',
    helpGroup: output,
  }),
  columns: Flags.string({
    summary: 'Only these columns, in this order.',
    helpValue: 'NAME,NAME',
    helpGroup: output,
  }),
  'no-header': Flags.boolean({summary: 'Leave out the line of column names.', helpGroup: output}),
}

/** Of commands that change something. */
export const dryRunFlag = Flags.boolean({summary: 'Show what would change and send no write.', helpGroup: 'SAFETY'})

/** Of commands that only look. */
export const watchFlags = {
  watch: Flags.boolean({summary: 'Ask again and again until interrupted.', helpGroup: output}),
  every: durationFlag({
    summary: 'Pause between two rounds of --watch.',
    description: 'Without it: 2s.',
    helpGroup: output,
    dependsOn: ['watch'],
  }),
}
