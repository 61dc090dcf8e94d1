/**
 * The scenarios on a cluster that is there already: `MQADMIN_CONFORMANCE=10.0.0.1:9876 npm run test:conformance`. Its broker must be
 * called broker-a, as the first broker of a node is. What they make there has names that begin with `t` and stays.
 */
import {describe, it} from 'vitest'
import {performAll} from './scenario.js'

const nameServer = process.env['MQADMIN_CONFORMANCE']
const major = Number(process.env['MQADMIN_CONFORMANCE_MAJOR'] ?? 5)

describe('scenarios on a cluster of yours', () => {
  if (nameServer) performAll(() => nameServer, {major})
  else
    it.skip('needs one', {meta: {skipped: 'scenarios on a cluster of yours: MQADMIN_CONFORMANCE names none'}}, () => {})
})
