/** The tokens must mean to oclif what they meant on the line. */
import {Flags, Parser} from '@oclif/core'
import fc from 'fast-check'
import {expect, it} from 'vitest'
import {adapt, type Catalog} from '../../../src/cli/argv/adapt.js'

const flags = {
  topic: Flags.string(),
  body: Flags.string(),
  broker: Flags.string(),
  queue: Flags.string(),
  property: Flags.string({multiple: true, multipleNonGreedy: true}),
  'message-trace': Flags.boolean({allowNo: true}),
}
const catalog: Catalog = {ids: ['message:send'], globals: {}, command: () => ({flags})}

async function parsed(line: readonly string[]) {
  const result = adapt(line, catalog)
  if (result.kind !== 'run') throw new Error(result.kind)
  return (await Parser.parse(result.argv, {flags})).flags
}

it('passes any value through, as long as it is not the exact name of a flag', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('', '-', '--', '-h', '--help', '-pq', 'a=b', '=', '--x=y', '-1', '{"a":"b c"}'),
  )
  await fc.assert(
    fc.asyncProperty(text, fc.array(text), async (body, properties) => {
      const line = ['message', 'send', '--topic=t', `--body=${body}`, ...properties.map(item => `--property=${item}`)]
      const flags = await parsed(line)
      expect(flags.body).toBe(body)
      expect(flags.property ?? []).toEqual(properties)
    }),
  )
})

it('passes booleans and repeated options through', async () => {
  const line = ['sendMessage', '-t', 'orders', '-t', 'other', '-p', 'x', '-m', 'false', '-b', 'broker-a', '-i', '0']
  expect(await parsed(line)).toEqual({
    topic: 'orders',
    body: 'x',
    broker: 'broker-a',
    queue: '0',
    'message-trace': false,
  })
})
