/** The scenarios on a cluster that is there already: `MQADMIN_CONFORMANCE=10.0.0.1:9876 npm run test:conformance`. */
import {describe, it} from 'vitest'
import {perform} from './scenario.js'
import {scenarios} from './scenarios/index.js'

const nameServer = process.env['MQADMIN_CONFORMANCE']
const major = Number(process.env['MQADMIN_CONFORMANCE_MAJOR'] ?? 5)

describe.runIf(nameServer)(`scenarios on ${nameServer}`, () => {
  for (const scenario of scenarios)
    it.runIf((scenario.since ?? 0) <= major)(scenario.name, () => perform(scenario, {nameServer: nameServer as string}))
})
