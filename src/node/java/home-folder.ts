/** The folder that stands for `ROCKETMQ_HOME` of one process, with the logging configuration RocketMQ wants in it. */
import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {Accounts} from '../accounts.js'
import type {GeneratedFile} from '../generated-file.js'
import type {Release} from './release.js'

/** Loggers that write every minute, or once a request, whatever happens. */
const chatty = ['RocketmqStats', 'RocketmqCommercial', 'RocketmqWaterMark', 'RocketmqTraffic', 'RocketmqColdCtr']

/** All to standard output, which is the node's log. */
const logback = `<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
    <encoder>
      <pattern>%d{yyyy-MM-dd HH:mm:ss.SSS} %p %t - %m%n</pattern>
    </encoder>
  </appender>
${chatty.map(name => `  <logger name="${name}" level="OFF"/>`).join('\n')}
  <root level="INFO">
    <appender-ref ref="out"/>
  </root>
</configuration>
`

/** 4.9 reads `conf/logback_<process>.xml` and does not start without; 5.x takes any file by a system property. */
const legacyNames = ['logback_namesrv.xml', 'logback_broker.xml', 'logback_tools.xml']

export interface HomeFolder {
  home: string
  files: GeneratedFile[]
  /** Options that a JVM needs to use it. */
  jvmOptions: string[]
}

/** With `plainAcl` only that account is answered where `aclEnable` is on. */
export async function homeFolder(
  folder: string,
  release: Release,
  plainAcl?: Pick<Accounts, 'admin'>,
): Promise<HomeFolder> {
  const home = join(folder, 'home')
  const conf = join(home, 'conf')
  const names = release.major < 5 ? legacyNames : ['logback.xml']
  return {
    home,
    files: [
      ...(plainAcl ? [{path: join(conf, 'plain_acl.yml'), text: plainAclOf(plainAcl), once: true}] : []),
      ...(await rulesOf(release, conf)),
      ...names.map(name => ({path: join(conf, name), text: logback})),
    ],
    jvmOptions: release.major < 5 ? [] : [`-Drmq.logback.configurationFile=${join(conf, 'logback.xml')}`],
  }
}

const plainAclOf = ({admin}: Pick<Accounts, 'admin'>): string =>
  `accounts:\n- accessKey: ${admin.accessKey}\n  secretKey: ${admin.secretKey}\n  admin: true\n`

/** Access rules of the distribution are copied once, so that the node's changes stay its own. */
async function rulesOf({home}: Release, conf: string): Promise<GeneratedFile[]> {
  if (home === undefined) return []
  const from = join(home, 'conf')
  const more = await readdir(join(from, 'acl')).catch(noneThere)
  const names = ['plain_acl.yml', 'tools.yml', ...(more ?? []).map(name => join('acl', name))]
  const texts = await Promise.all(names.map(name => readFile(join(from, name), 'utf8').catch(noneThere)))
  return names.flatMap((name, index) => {
    const text = texts[index]
    return text === undefined ? [] : [{path: join(conf, name), text, once: true}]
  })
}

/** A folder below `acl` is none of ours. */
function noneThere(error: NodeJS.ErrnoException): undefined {
  if (!['ENOENT', 'EISDIR'].includes(error.code ?? '')) throw error
}
