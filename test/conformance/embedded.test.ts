import {afterAll, beforeAll, describe, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {perform} from './scenario.js'
import {scenarios} from './scenarios/index.js'

describe('scenarios on the embedded servers', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster()
  })
  afterAll(() => cluster.close())

  for (const scenario of scenarios) it(scenario.name, () => perform(scenario, {nameServer: cluster.nameServer}))
})
