import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import type {CommandEntry} from '../../src/cli/catalogue/catalogue.js'
import type {JsonShape} from '../../src/cli/catalogue/json-shape.js'
import {commands} from '../../src/commands/index.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson} from '../support/cli.js'

let entries: CommandEntry[]
let cluster: Cluster
beforeAll(async () => {
  entries = await mqadminJson<CommandEntry[]>(['commands'])
  cluster = await startCluster()
})
afterAll(() => cluster.close())

const entry = (command: string) => entries.find(entry => entry.command === command) as CommandEntry

it('lists every command, with the name it has in Java', async () => {
  const {stdout} = await mqadmin(['commands', '--no-header'])
  const rows = stdout.trimEnd().split('\n')
  expect(rows).toHaveLength(Object.keys(commands).length)
  expect(rows).toContain('topic list\ttopicList\tList the topics the name servers know.\tread')
  expect(entries.map(({command}) => command.replaceAll(' ', ':'))).toEqual(Object.keys(commands))
  expect(await mqadmin(['commands', '--json'])).toMatchObject({stdout: JSON.stringify(entries, null, 2).concat('\n')})
  expect(await mqadmin(['commands', '--json', '--output', 'csv'])).toMatchObject({status: 2, stdout: ''})
})

it('tells all of a command', () => {
  expect(entry('topic delete')).toMatchObject({
    java: 'deleteTopic',
    effect: 'destroy',
    subject: 'topic',
    usage: ['mqadmin topic delete TOPIC [options]', expect.stringContaining('mqadmin deleteTopic -t TOPIC')],
    examples: expect.arrayContaining([{command: expect.stringMatching(/^mqadmin topic delete /)}]),
    flags: expect.arrayContaining([
      expect.objectContaining({name: 'topic', letter: 't', type: 'string', required: true, group: 'OPTIONS'}),
      expect.objectContaining({name: 'yes', type: 'boolean', required: false, group: 'SAFETY', shared: false}),
      expect.objectContaining({name: 'timeout', type: 'duration', shared: true, group: 'CONNECTION'}),
      expect.objectContaining({name: 'output', options: expect.arrayContaining(['json', 'csv']), shared: true}),
    ]),
  })
  expect(entry('topic set').flags).toContainEqual(expect.objectContaining({name: 'perm', type: 'integer', letter: 'p'}))
  expect(entry('group lag').results.map(({when}) => when)).toContain('--group')
})

it('has a shape for every result', () => {
  for (const {command, results} of entries) {
    expect(results.length, command).toBeGreaterThan(0)
    for (const {shape} of results) expect({command, shape}).toMatchObject({shape: {type: expect.any(String)}})
  }
})

describe('the shape of a result', () => {
  it.each([
    'topic list',
    'topic get orders',
    'topic status orders',
    'topic route orders',
    'cluster list',
    'broker status',
    'broker config get',
    'group list',
    'group lag',
    'topic set orders --queues 4',
    'group set orders-service',
    'message send orders --body hello',
    'message print orders',
    'context list',
    'explain 17',
    'completion bash',
    'commands',
  ])('%s', async line => {
    const argv = line.split(' ')
    const env = {NAMESRV_ADDR: cluster.nameServer}
    if (argv[1] !== 'set') await mqadmin(['topic', 'set', 'orders'], {env})
    const printed = await mqadminJson(argv, {env})
    const {results} = entries.find(({command}) => line === command || line.startsWith(`${command} `)) as CommandEntry
    const faults = results.map(({shape}) => faultsOf(printed, shape as JsonShape, ''))
    expect(faults.find(found => found.length === 0) ?? faults[0]).toEqual([])
  })
})

/** Where a value is not as its shape says. */
function faultsOf(value: unknown, shape: JsonShape, path: string): string[] {
  const {type, properties, required = [], items, additionalProperties} = shape
  if (type === undefined) return []
  const kinds = [type].flat()
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  const fits = kinds.some(each => each === kind || (each === 'integer' && Number.isInteger(value)))
  if (!fits) return [`${path}: ${kind} is not ${kinds.join(' or ')}`]
  if (shape.enum && !shape.enum.includes(value as string)) return [`${path}: ${value} is not one of ${shape.enum}`]
  if (Array.isArray(value)) return value.flatMap((item, index) => faultsOf(item, items ?? {}, `${path}[${index}]`))
  if (value === null || typeof value !== 'object') return []
  const missing = required.filter(name => !(name in value)).map(name => `${path}.${name} is missing`)
  const inner = Object.entries(value).flatMap(([name, item]) => {
    const its = properties?.[name] ?? additionalProperties
    return its === undefined ? [`${path}.${name} is not told of`] : faultsOf(item, its, `${path}.${name}`)
  })
  return [...missing, ...inner]
}
