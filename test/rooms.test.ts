import {readdirSync, readFileSync} from 'node:fs'
import {dirname, join, relative, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {describe, expect, it} from 'vitest'

/** Which rooms each room imports; `schema` and `errors` lie below all. */
const allowed: Record<string, readonly string[]> = {
  commands: ['cli', 'view', 'admin', 'messaging', 'node'],
  cli: ['admin', 'messaging', 'node', 'view', 'cluster', 'remoting', 'protocol', 'store'],
  view: [],
  admin: ['cluster', 'protocol'],
  messaging: ['cluster', 'protocol'],
  cluster: ['protocol'],
  node: ['namesrv', 'broker', 'remoting', 'protocol'],
  remoting: ['protocol'],
  protocol: [],
  namesrv: ['remoting', 'protocol'],
  broker: ['store', 'remoting', 'protocol'],
  store: ['protocol'],
}

/** Rooms of which only types are imported. */
const allowedTypes: Record<string, readonly string[]> = {
  commands: ['cluster', 'protocol'],
  messaging: ['remoting'],
  cluster: ['remoting'],
}

/** Arrows that may only be drawn inside a function: what lies there is loaded when it is needed. */
const lazy = [
  ['cli', 'node'],
  ['cli', 'store'],
  ['node', 'namesrv'],
  ['node', 'broker'],
]

/** Packages that cost too much to be loaded with a command. */
const heavy = ['inquirer', 'ora', 'yaml', 'cli-table3', 'chalk', 'string-width', '@bokuweb/zstd-wasm']

const src = fileURLToPath(new URL('../src', import.meta.url))
const files = readdirSync(src, {recursive: true, encoding: 'utf8'}).filter(file => file.endsWith('.ts'))
const roomOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] as string) : '')

interface Import {
  file: string
  from: string
  dynamic: boolean
  typeOnly: boolean
}

const imports: Import[] = files.flatMap(file => {
  const text = readFileSync(join(src, file), 'utf8')
  const statics = [...text.matchAll(/^(?:import|export)(\s+type)?\s[^;'"]*?from\s+'([^']+)'/gm)].map(match => ({
    file,
    from: match[2] as string,
    dynamic: false,
    typeOnly: match[1] !== undefined,
  }))
  const dynamics = [...text.matchAll(/(?<!typeof )\bimport\('([^']+)'\)/g)].map(match => ({
    file,
    from: match[1] as string,
    dynamic: true,
    typeOnly: false,
  }))
  return [...statics, ...dynamics]
})

const between = imports.flatMap(({file, from, ...rest}) => {
  if (!from.startsWith('.')) return []
  const target = relative(src, resolve(src, dirname(file), from))
  return [{file, from: roomOf(file), to: roomOf(target), target, ...rest}]
})

/** From one room to another. */
const across = between.filter(({from, to}) => from !== '' && to !== '' && from !== to)

describe('rooms', () => {
  it('finds the imports it speaks of', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(between.filter(({from, to}) => from === 'commands' && to === 'cli').length).toBeGreaterThan(10)
  })

  it('imports only go the allowed way', () => {
    const wrong = across.filter(
      ({from, to, typeOnly}) => !allowed[from]?.includes(to) && !(typeOnly && allowedTypes[from]?.includes(to)),
    )
    expect(wrong.map(({file, target}) => `${file} imports ${target}`)).toEqual([])
  })

  it('allows no way that nobody goes', () => {
    const ways = [allowed, allowedTypes].flatMap(table =>
      Object.entries(table).flatMap(([from, rooms]) => rooms.map(to => ({from, to}))),
    )
    const unused = ways.filter(way => !across.some(({from, to}) => from === way.from && to === way.to))
    expect(unused.map(({from, to}) => `${from} imports ${to}`)).toEqual([])
  })

  it('no file needs itself to be loaded', () => {
    const needs = new Map(files.map(file => [file, new Set<string>()]))
    for (const {file, target, dynamic, typeOnly} of between)
      if (!dynamic && !typeOnly) needs.get(file)?.add(target.replace(/\.js$/, '.ts'))
    // what needs nothing that is left can be loaded; who stays at the end is in a circle, or needs one
    for (let size = 0; size !== needs.size; ) {
      size = needs.size
      for (const [file, targets] of needs) if (![...targets].some(target => needs.has(target))) needs.delete(file)
    }
    expect([...needs.keys()]).toEqual([])
  })

  it('reach the node room and the servers only when they are needed', () => {
    const eager = between.filter(
      ({from, to, dynamic, typeOnly}) => !dynamic && !typeOnly && lazy.some(([a, b]) => a === from && b === to),
    )
    expect(eager.map(({file, target}) => `${file} imports ${target}`)).toEqual([])
  })

  it('load heavy packages only when they are needed', () => {
    const eager = imports.filter(
      ({from, dynamic, typeOnly}) =>
        !dynamic && !typeOnly && heavy.some(name => from === name || from.startsWith(`${name}/`)),
    )
    expect(eager.map(({file, from}) => `${file} imports ${from}`)).toEqual([])
  })
})
