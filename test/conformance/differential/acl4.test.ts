/** Accounts of brokers 4.9.7 that want signed requests. */

import type {Effect} from './effects.js'
import {perform} from './suite.js'
import type {Course, Step} from './writes.js'

const step = (line: string, effect?: Effect): Step => ({line, ...(effect && {effect})})
const account: Effect = 'account:{twin}'

const courses: readonly Course[] = [
  {
    name: 'account',
    alone: true,
    steps: [
      step(
        'updateAclConfig -b {broker} -a {twin} -s secret-of-one -t orders=PUB|SUB,paid=DENY -g billing=SUB -i DENY -u SUB -w 127.0.0.* -m false',
        account,
      ),
      step('updateAclConfig -c DefaultCluster -a {twin} -s secret-of-two -m true', account),
      step('updateAclConfig -c DefaultCluster -a {twin} -s secret-of-two -i PUB', account),
      step('updateGlobalWhiteAddr -b {broker} -g 10.0.0.*', 'whiteAddresses:'),
      step('updateGlobalWhiteAddr -c DefaultCluster -g 10.0.0.*,192.168.0.*', 'whiteAddresses:'),
      step('deleteAclConfig -b {broker} -a {twin}', account),
      step('updateAclConfig -b {broker} -a {twin} -s secret-of-one', account),
      step('deleteAclConfig -c DefaultCluster -a {twin}', account),
    ],
  },
]

await perform(
  {
    title: ' with accounts',
    readLines: ['clusterAclConfigVersion -b {broker}', 'clusterAclConfigVersion -c DefaultCluster'].map(line => ({
      line,
    })),
    courses,
    scenery: {
      config: {},
      brokers: 2,
      account: {accessKey: 'operator-one', secretKey: 'a-secret-of-the-operator'},
      seed: async () => ({messages: {}, stop: async () => {}}),
    },
  },
  '4.9.7',
  '4.9.8',
)
