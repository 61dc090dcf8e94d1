import {afterAll, beforeAll, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin} from '../support/cli.js'

let cluster: Cluster
let env: Record<string, string>
beforeAll(async () => {
  cluster = await startCluster()
  env = {NAMESRV_ADDR: cluster.nameServer}
  await mqadmin(['topic', 'set', 'orders'], {env})
  await mqadmin(['group', 'set', 'orders-service'], {env})
})
afterAll(() => cluster.close())

it.each([
  ['topic get ordrs', 'orders'],
  ['topic route ordrs', 'orders'],
  ['topic permit ordrs --perm 4', 'orders'],
  ['message print ordrs', 'orders'],
  ['updateTopicPerm -t ordrs -p 4 -c DefaultCluster', 'orders'],
  ['group lag orders-servce', 'orders-service'],
  ['group config orders-servce', 'orders-service'],
  ['group clients orders-servce', 'orders-service'],
  ['group status orders-servce', 'orders-service'],
  ['consumerConnection -g orders-servce', 'orders-service'],
  ['offset reset orders-servce --topic orders --timestamp now', 'orders-service'],
  ['offset skip orders-servce --topic orders', 'orders-service'],
  ['offset copy --from-group orders-servce --to-group elsewhere --topic orders', 'orders-service'],
])('%s: names what is near', async (line, meant) => {
  const ran = await mqadmin(line.split(' '), {env})
  expect(ran).toMatchObject({status: 3, stdout: ''})
  expect(ran.stderr).toContain(`did you mean ${meant}?`)
})

it('does not suggest what was typed', async () => {
  const {stderr} = await mqadmin(['group', 'clients', 'orders-service'], {env})
  expect(stderr).toContain("no client of the consumer group 'orders-service' is connected")
  expect(stderr).not.toContain('did you mean')
})
