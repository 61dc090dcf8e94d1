/** Users and access rules of two brokers 5.5.0 that want signed requests. */

import type {Effect} from './effects.js'
import {perform} from './suite.js'
import type {Course, Step} from './writes.js'

const step = (line: string, effect?: Effect): Step => ({line, ...(effect && {effect})})
const user: Effect = 'user:{twin}'
const rules: Effect = 'rules:User:{twin}'

const courses: readonly Course[] = [
  {
    name: 'user',
    alone: true,
    steps: [
      step('createUser -b {broker} -u {twin} -p secret-of-one', user),
      step('getUser -b {broker} -u {twin}'),
      step('getUser -c DefaultCluster -u {twin}'),
      step('listUser -b {broker} -f {twin}'),
      step('listUser -c DefaultCluster -f {twin}'),
      step('listUser -b {other} -f {twin}'),
      step('updateUser -b {broker} -u {twin} -p another-secret', user),
      step('updateUser -b {broker} -u {twin} -t Super', user),
      step('updateUser -b {broker} -u {twin} -s disable', user),
      step('updateUser -b {broker} -u {twin} -s enable', user),
      step('copyUser -f {broker} -t {other} -u {twin}', user),
      step('copyUser -f {other} -t {broker} -u {twin}', user),
      step('updateUser -c DefaultCluster -u {twin} -t normal', user),
      step('createUser -c DefaultCluster -u {twin}-2 -p secret-of-two -t Super', 'user:{twin}-2'),
      step('createAcl -c DefaultCluster -s User:{twin} -r Topic:orders,Group:o* -a Pub,Sub -d Allow', rules),
      step('getAcl -b {broker} -s User:{twin}'),
      step('getAcl -c DefaultCluster -s User:{twin}'),
      step('listAcl -c DefaultCluster'),
      step('listAcl -b {broker} -s {twin} -r orders'),
      step('listAcl -b {broker} -s nobody'),
      step('updateAcl -b {broker} -s User:{twin} -r Topic:orders -a Sub -i 10.0.0.0/24,10.1.0.7 -d Deny', rules),
      step('updateAcl -c DefaultCluster -s User:{twin} -r Cluster:* -a all -d allow', rules),
      step('updateAcl -b {broker} -s User:{twin} -r Topic:orders -a Pub -d Deny', rules),
      // the same on both sides again
      step('updateAcl -b {broker} -s User:{twin} -r Topic:orders -a Pub -i 10.2.0.7 -d Deny', rules),
      step('copyAcl -f {broker} -t {other} -s User:{twin}', rules),
      step('copyAcl -f {other} -t {broker}', rules),
      step('deleteAcl -b {broker} -s User:{twin} -r Topic:orders', rules),
      step('deleteAcl -b {broker} -s User:{twin} -r Topic:never', rules),
      step('deleteAcl -c DefaultCluster -s User:{twin}', rules),
      step('deleteUser -b {broker} -u {twin}', user),
      step('deleteUser -c DefaultCluster -u {twin}-2', 'user:{twin}-2'),
      step('deleteUser -b {broker} -u {twin}', user),
      step('deleteUser -b {other} -u {twin}'),
    ],
  },
]

await perform(
  {
    title: ' with users',
    readLines: ['listUser -b {broker}', 'listUser -c DefaultCluster', 'listAcl -b {broker}'].map(line => ({line})),
    courses,
    scenery: {
      config: {},
      brokers: 2,
      // as long as the column is wide, at the most
      account: {accessKey: 'operator-one', secretKey: 'secret-of-operator'},
      seed: async () => ({messages: {}, stop: async () => {}}),
    },
  },
  '5.5.0',
  '5.5.0',
)
