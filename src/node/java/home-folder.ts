/** The folder that stands for `ROCKETMQ_HOME` of one process, with the logging configuration RocketMQ wants in it. */
import {cp, mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
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
  /** Options that a JVM needs to use it. */
  jvmOptions: string[]
}

/** Access rules of the distribution (`plain_acl.yml`, `tools.yml`) are copied, so that the node's changes stay its own. */
export async function makeHome(folder: string, release: Release): Promise<HomeFolder> {
  const home = join(folder, 'home')
  const conf = join(home, 'conf')
  await mkdir(conf, {recursive: true, mode: 0o700})
  if (release.home !== undefined) {
    for (const name of ['plain_acl.yml', 'tools.yml', 'acl'])
      await cp(join(release.home, 'conf', name), join(conf, name), {recursive: true, force: false}).catch(ignoreAbsent)
  }
  const names = release.major < 5 ? legacyNames : ['logback.xml']
  await Promise.all(names.map(name => writeFile(join(conf, name), logback)))
  return {home, jvmOptions: release.major < 5 ? [] : [`-Drmq.logback.configurationFile=${join(conf, 'logback.xml')}`]}
}

function ignoreAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
