/** The scenarios on a cluster of Apache RocketMQ. */
import {afterAll, beforeAll, describe, it} from 'vitest'
import {
  type JavaCluster,
  type JavaClusterOptions,
  type JavaVersion,
  javaAvailable,
  javaCluster,
} from '../support/java.js'
import {performAll} from './scenario.js'

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
  await withJava(`scenarios on Apache RocketMQ ${version}`, {version}, cluster =>
    performAll(() => cluster().nameServer, {major: Number(version[0]), smoke}),
  )
}
