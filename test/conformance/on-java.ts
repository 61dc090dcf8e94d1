/** The scenarios on a cluster of Apache RocketMQ. */
import {afterAll, beforeAll, describe, it} from 'vitest'
import {
  type JavaCluster,
  type JavaClusterOptions,
  type JavaVersion,
  javaAvailable,
  javaCluster,
} from '../support/java.js'
import {perform, type Scenario} from './scenario.js'
import {scenarios} from './scenarios/index.js'

/** A cluster that lives as long as the tests that `define` declares; where it cannot be had, they are skipped and it is said why. */
export async function withJava(
  title: string,
  options: JavaClusterOptions,
  define: (cluster: () => JavaCluster) => void,
): Promise<void> {
  const available = await javaAvailable(options.version)
  describe(title, () => {
    if (!available.ok) {
      it.skip('needs Java', {meta: {skipped: `${title}: ${available.reason}`}}, () => {})
      return
    }
    let cluster: JavaCluster
    beforeAll(async () => {
      cluster = await javaCluster(options)
    })
    afterAll(() => cluster?.stop())
    define(() => cluster)
  })
}

export async function onJava(version: JavaVersion, {smoke = false} = {}): Promise<void> {
  const concerned = (scenario: Scenario) => (!smoke || scenario.smoke) && (scenario.since ?? 0) <= Number(version[0])
  await withJava(`scenarios on Apache RocketMQ ${version}`, {version}, cluster => {
    for (const scenario of scenarios)
      it.runIf(concerned(scenario))(scenario.name, () => perform(scenario, {nameServer: cluster().nameServer}))
  })
}
