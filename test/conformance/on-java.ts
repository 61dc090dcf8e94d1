/** The scenarios on a cluster of Apache RocketMQ. */
import {afterAll, beforeAll, describe, it} from 'vitest'
import {type JavaCluster, type JavaVersion, javaAvailable, javaCluster} from '../support/java.js'
import {perform} from './scenario.js'
import {scenarios} from './scenarios/index.js'

export async function onJava(version: JavaVersion, {smoke = false} = {}): Promise<void> {
  const available = await javaAvailable(version)
  const major = Number(version[0])

  describe(`scenarios on Apache RocketMQ ${version}`, () => {
    if (!available.ok) {
      it.skip('needs Java', {meta: {skipped: `scenarios on Apache RocketMQ ${version}: ${available.reason}`}}, () => {})
      return
    }
    let cluster: JavaCluster
    beforeAll(async () => {
      cluster = await javaCluster({version})
    })
    afterAll(() => cluster?.stop())

    for (const scenario of scenarios) {
      const concerned = (!smoke || scenario.smoke) && (scenario.since ?? 0) <= major
      it.runIf(concerned)(scenario.name, () => perform(scenario, {nameServer: cluster.nameServer}))
    }
  })
}
