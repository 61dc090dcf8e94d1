import {afterAll, beforeAll, describe} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {performAll} from './scenario.js'

describe('scenarios on the embedded servers', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster()
  })
  afterAll(() => cluster.close())

  performAll(() => cluster.nameServer, {major: 5})
})
